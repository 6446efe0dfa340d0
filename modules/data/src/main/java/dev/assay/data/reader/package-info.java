/** The formats of data files: each reader turns verified files into rows. */
package dev.assay.data.reader;
