package dev.assay.ledger.campaign;

import java.util.Locale;

/** What became of a candidate, in the words of the field's table. */
public enum Status {
    KEEP,
    DISCARD,
    CRASH,
    /** Not yet reviewed. */
    CANDIDATE;

    static Status of(Verdict verdict) {
        return switch (verdict) {
            case KEEP -> KEEP;
            case DISCARD -> DISCARD;
            case CRASH -> CRASH;
        };
    }

    /** The word in tables: {@code keep}, {@code discard}, {@code crash}, {@code candidate}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
