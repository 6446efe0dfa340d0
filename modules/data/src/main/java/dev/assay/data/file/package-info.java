/** A task's files: found in folders, told from others by their checksums, read without trust in what they are. */
package dev.assay.data.file;
