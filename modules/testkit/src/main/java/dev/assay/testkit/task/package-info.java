/** A task small enough for a test: a profile with its data file. */
package dev.assay.testkit.task;
