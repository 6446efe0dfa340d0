package dev.assay.ledger.report;

import dev.assay.research.review.Comparison;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalDouble;

/** How numbers are written for people: the same everywhere, whatever the machine's language. */
final class Numbers {
    private static final double BYTES_PER_MEGABYTE = 1e6;
    private static final int SECONDS_PER_MINUTE = 60;

    private Numbers() {}

    static String score(double score) {
        return String.format(Locale.ROOT, "%.4f", score);
    }

    static String score(OptionalDouble score) {
        return score.isPresent() ? score(score.getAsDouble()) : "-";
    }

    /** A difference of scores, with its sign. */
    static String gain(double gain) {
        return String.format(Locale.ROOT, "%+.4f", gain);
    }

    /** For example {@code +0.0310 (+0.0252 to +0.0368, 5 pairs)}. */
    static String gain(Comparison comparison) {
        return gain(comparison.meanGain()) + " (" + interval(comparison) + ", " + comparison.pairs()
                + (comparison.pairs() == 1 ? " pair)" : " pairs)");
    }

    static String interval(Comparison comparison) {
        return gain(comparison.lower()) + " to " + gain(comparison.upper());
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f", bytes / BYTES_PER_MEGABYTE);
    }

    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%,.1f", seconds);
    }

    /** For example {@code 42.1 s} or {@code 3 min 5 s}. */
    static String duration(double seconds) {
        if (seconds < 2 * SECONDS_PER_MINUTE) {
            return seconds(seconds) + " s";
        }
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%,d min %d s", whole / SECONDS_PER_MINUTE, whole % SECONDS_PER_MINUTE);
    }

    static String percent(double share) {
        return plain(share * 100) + " %";
    }

    /** As few digits as say it. */
    static String plain(double number) {
        String text = String.format(Locale.ROOT, "%.6f", number);
        return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
}
