package dev.assay.ledger.campaign;

/** The parts of a campaign, in their order. Names are stable: they are stored. */
public enum Phase {
    BASELINE,
    CALIBRATION,
    SEARCH,
    CONTROLS,
    CONFIRMATION,
    FINISHED
}
