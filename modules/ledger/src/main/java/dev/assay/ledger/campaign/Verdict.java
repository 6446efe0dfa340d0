package dev.assay.ledger.campaign;

/** What the review made of a candidate. Names are stable: they are stored. */
public enum Verdict {
    KEEP,
    DISCARD,
    CRASH
}
