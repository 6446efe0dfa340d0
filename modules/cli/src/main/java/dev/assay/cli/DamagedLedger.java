package dev.assay.cli;

/** A run's ledger is not intact, and nothing was added to it; the message says where. */
public final class DamagedLedger extends Exception {
    private static final long serialVersionUID = 1;

    public DamagedLedger(String message) {
        super(message);
    }
}
