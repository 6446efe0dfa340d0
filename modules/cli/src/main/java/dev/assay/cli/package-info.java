/** The command line: entry, exit status, and failures as messages for people. */
package dev.assay.cli;
