package dev.assay.ledger.export.jsonl;

/** A file that is no export, or one of a version that this release does not read. */
public final class NoExportException extends Exception {
    private static final long serialVersionUID = 1;

    NoExportException(String message) {
        super(message);
    }
}
