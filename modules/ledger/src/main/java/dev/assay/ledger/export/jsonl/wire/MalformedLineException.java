package dev.assay.ledger.export.jsonl.wire;

/** A line that is not an event as it is exported. The message completes "line n ...". */
public final class MalformedLineException extends RuntimeException {
    MalformedLineException(String message) {
        super(message);
    }
}
