package dev.assay.ledger.chain;

/** An entry that is not the next one of its chain. The message completes "event n of X ...". */
public final class BrokenChainException extends RuntimeException {
    BrokenChainException(String message) {
        super(message);
    }
}
