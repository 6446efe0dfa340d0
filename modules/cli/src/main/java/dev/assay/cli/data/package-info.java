/** The commands about data files: what is there, getting what is not, checksums for a new profile. */
package dev.assay.cli.data;
