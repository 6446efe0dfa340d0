package dev.assay.research.program;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Who looks for candidates: the agent, or a control arm on the same budget that shows what could be had without it. Names are
 * stable: they are stored.
 */
public enum Arm {
    /** The calibration table and the search; the only arm whose candidates can win. */
    AGENT("agent"),
    /** Blind draws from the whole mutation surface. */
    RANDOM("random search"),
    /** Only the numbers that the baseline's own mechanism has are tuned. */
    SCALAR("scalar tuning");

    private final String words;

    Arm(String words) {
        this.words = words;
    }

    /** The name in programs and reports, for example {@code random}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people, for example {@code random search}. */
    public String words() {
        return words;
    }

    public boolean isControl() {
        return this != AGENT;
    }

    public static Optional<Arm> byKey(String key) {
        return Arrays.stream(values()).filter(arm -> arm.key().equals(key)).findFirst();
    }
}
