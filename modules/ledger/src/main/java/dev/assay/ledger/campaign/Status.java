package dev.assay.ledger.campaign;

import dev.assay.research.program.Arm;
import java.util.Locale;

/** What became of a candidate, in the words of the field's table. */
public enum Status {
    KEEP,
    DISCARD,
    CRASH,
    /** Reviewed, and of a control arm: it cannot win, whatever its score. */
    CONTROL,
    /** Not yet reviewed. */
    CANDIDATE;

    static Status of(Verdict verdict, Arm arm) {
        if (arm.isControl() && verdict != Verdict.CRASH) {
            return CONTROL;
        }
        return switch (verdict) {
            case KEEP -> KEEP;
            case DISCARD -> DISCARD;
            case CRASH -> CRASH;
        };
    }

    /** The word in tables: {@code keep}, {@code discard}, {@code crash}, {@code control}, {@code candidate}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
