package dev.assay.data.task;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows that are prepared together. */
final class FittedGroup {
    /** What rounding alone makes of a feature that never changes, as a share of its mean. */
    private static final double RELATIVE_ROUNDING = 1e-9;

    private final String name;
    private final int[] train;
    private final int[] all;

    /**
     * @param name for messages
     * @param train the rows that are looked at
     * @param all the rows that are changed, these included
     */
    private FittedGroup(String name, int[] train, int[] all) {
        this.name = name;
        this.train = train;
        this.all = all;
    }

    static FittedGroup ofSite(Division.Site site) {
        return new FittedGroup(
                "site " + site.name(), site.train(), joined(site.train(), site.selection(), site.holdOut()));
    }

    static FittedGroup ofAll(Division division) {
        int[] train = joined(division.sites().stream().map(Division.Site::train).toArray(int[][]::new));
        int[][] own = division.sites().stream()
                .flatMap(site -> Stream.of(site.train(), site.selection(), site.holdOut()))
                .toArray(int[][]::new);
        return new FittedGroup("all sites", train, joined(joined(own), division.selection(), division.holdOut()));
    }

    /** Puts the training rows' mean where a number is missing. */
    void impute(float[] values, int width) {
        for (int feature = 0; feature < width; feature++) {
            double sum = 0;
            int known = 0;
            for (int row : train) {
                float value = values[row * width + feature];
                if (!Float.isNaN(value)) {
                    sum += value;
                    known++;
                }
            }
            for (int row : all) {
                if (Float.isNaN(values[row * width + feature])) {
                    if (known == 0) {
                        throw new IllegalArgumentException(
                                "feature " + (feature + 1) + " is missing in all training rows of " + name
                                        + ": leave its column out, or fit over the federation");
                    }
                    values[row * width + feature] = (float) (sum / known);
                }
            }
        }
    }

    /** Makes each feature mean 0 and deviation 1 over the training rows. */
    void standardise(float[] values, int width) {
        for (int feature = 0; feature < width; feature++) {
            double sum = 0;
            for (int row : train) {
                sum += values[row * width + feature];
            }
            double mean = sum / train.length;
            double squares = 0;
            for (int row : train) {
                double distance = values[row * width + feature] - mean;
                squares += distance * distance;
            }
            double deviation = train.length > 1 ? Math.sqrt(squares / (train.length - 1)) : 0;
            // A feature that never changes only moves to 0; rounding must not blow it up.
            double divisor = deviation > RELATIVE_ROUNDING * Math.abs(mean) ? deviation : 1;
            for (int row : all) {
                int at = row * width + feature;
                values[at] = (float) ((values[at] - mean) / divisor);
            }
        }
    }

    private static int[] joined(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }
}
