/** An entry as a line of JSON, and back to its bytes. */
package dev.assay.ledger.export.jsonl.wire;
