/** A task's rows as its trials see them: loaded, divided into splits and sites, prepared. */
package dev.assay.data.task;
