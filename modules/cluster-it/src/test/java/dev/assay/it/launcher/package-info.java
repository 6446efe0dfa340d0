/** The script that people start Assay with. */
package dev.assay.it.launcher;
