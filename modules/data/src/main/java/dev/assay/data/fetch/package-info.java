/** Brings a task's files to where they are looked for: copied from a folder, or downloaded; verified before they are there. */
package dev.assay.data.fetch;
