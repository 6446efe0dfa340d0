/** From a task's data files to the rows of its sites. */
package dev.assay.data;
