/**
 * What a task's data are, as its profile says: files and their checksums, their format, preprocessing, splits and sites.
 * Descriptions only; the module {@code data} reads the files.
 */
package dev.assay.research.dataset;
