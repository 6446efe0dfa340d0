package dev.assay.client.wire;

import dev.assay.client.site.ModelUpdate;

/** Bytes that are no update: the message says what is wrong with them. */
public final class UnsoundUpdate extends Exception {
    private static final long serialVersionUID = 1;

    private final String trialId;
    private final int round;
    private final int site;

    UnsoundUpdate(String trialId, int round, int site, String message) {
        super(message);
        this.trialId = trialId;
        this.round = round;
        this.site = site;
    }

    /** As in {@link ModelUpdate}, as far as it could be read; empty if not. */
    public String trialId() {
        return trialId;
    }

    /** As in {@link ModelUpdate}; -1 if it could not be read. */
    public int round() {
        return round;
    }

    /** As in {@link ModelUpdate}; -1 if it could not be read. */
    public int site() {
        return site;
    }
}
