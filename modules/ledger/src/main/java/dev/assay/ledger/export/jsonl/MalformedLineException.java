package dev.assay.ledger.export.jsonl;

/** A line that is not an event as it is exported. The message completes "line n ...". */
final class MalformedLineException extends RuntimeException {
    MalformedLineException(String message) {
        super(message);
    }
}
