package dev.assay.client.site;

/** What an update's vector is. */
public enum UpdateKind {
    /** Local minus global model: the only kind that is taken. */
    DIFF,
    /** The whole local model. */
    WEIGHTS,
    /** None was named, or one that this release does not know. */
    UNKNOWN
}
