/** A campaign's ledger as text: one event a line, in protobuf's JSON, so that it can be checked without a database. */
package dev.assay.ledger.export.jsonl;
