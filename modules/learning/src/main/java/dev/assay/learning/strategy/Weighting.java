package dev.assay.learning.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a site's DIFF counts in a mean. */
public enum Weighting {
    /** Its optimizer steps of the round. */
    STEPS,
    /** Its training rows (McMahan et al. 2017, algorithm 1). */
    ROWS,
    /** The same for every site. */
    SITES;

    /** The name in recipes. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The weighting of this name; throws when there is none. */
    public static Weighting named(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(Weighting::key).toList();
    }

    /**
     * A site's weight, at least 1.
     *
     * @param steps that the site takes in a round
     * @param rows that it trains on
     */
    public int of(int steps, int rows) {
        return switch (this) {
            case STEPS -> steps;
            case ROWS -> rows;
            case SITES -> 1;
        };
    }
}
