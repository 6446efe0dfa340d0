package dev.assay.ledger.campaign;

/** Who opens the sealed hold-out; nobody else may. Names are stable: they are stored. */
public enum HoldOutReader {
    /** The campaign itself, to confirm its final incumbent. */
    CONFIRMATION,
    /** A person, who asks for the report of a finished campaign to score recorded models on it. */
    REPORT
}
