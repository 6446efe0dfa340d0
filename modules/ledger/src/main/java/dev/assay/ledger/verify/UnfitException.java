package dev.assay.ledger.verify;

/** An event that is where it cannot be. The message completes "event n of X ...". */
final class UnfitException extends RuntimeException {
    UnfitException(String message) {
        super(message);
    }
}
