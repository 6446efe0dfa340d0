/** The wide table of results: the columns that tools for the field's longer form read. */
package dev.assay.ledger.export.table;
