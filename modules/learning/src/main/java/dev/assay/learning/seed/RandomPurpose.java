package dev.assay.learning.seed;

/** What a random stream is for. Each purpose has streams of its own, so adding a consumer changes no other's numbers. */
public enum RandomPurpose {
    INITIAL_MODEL,
    SHUFFLE,
    DROPOUT,
    SPLIT,
    PARTITION,
    SEARCH,
    TRIAL_SEED,
    SYNTHETIC_DATA,
    AUGMENTATION,
    CONTROL_ARM
}
