/** A running campaign on a terminal, or as lines in a file. */
package dev.assay.cli.progress;
