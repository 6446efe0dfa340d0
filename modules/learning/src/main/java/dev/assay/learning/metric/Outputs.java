package dev.assay.learning.metric;

import dev.assay.learning.data.Targets;

/** How outputs lie beside targets, and what they predict. */
final class Outputs {
    private Outputs() {}

    /** The outputs of one row. */
    static int width(float[] outputs, Targets targets) {
        return width(outputs, targets.rows(), "rows");
    }

    /** The outputs of one of so many things. */
    static int width(float[] outputs, int count, String what) {
        requireSome(count, "row");
        if (outputs.length == 0 || outputs.length % count != 0) {
            throw new IllegalArgumentException(
                    outputs.length + " outputs are not the same number for each of " + count + " " + what);
        }
        return outputs.length / count;
    }

    static void requireOne(float[] outputs, Targets targets) {
        int width = width(outputs, targets);
        if (width != 1) {
            throw new IllegalArgumentException("rows have " + width + " outputs; the metric takes one a row");
        }
    }

    /** @param what was counted, in the singular */
    static void requireSome(long count, String what) {
        if (count == 0) {
            throw new IllegalArgumentException("a score needs at least one " + what);
        }
    }

    /** @param classes that there are outputs for */
    static int requireClass(int target, int classes) {
        if (target >= classes) {
            throw new IllegalArgumentException(
                    "label " + target + "; there are outputs for the labels 0 to " + (classes - 1));
        }
        return target;
    }

    /** The classes that so many outputs tell apart. */
    static int classes(int width) {
        return Math.max(2, width);
    }

    /** The predicted class, or -1 when an output is NaN: a network that ran away predicts nothing. */
    static int prediction(float[] outputs, int from, int width) {
        int best = 0;
        for (int c = 0; c < width; c++) {
            if (Float.isNaN(outputs[from + c])) {
                return -1;
            }
            if (outputs[from + c] > outputs[from + best]) {
                best = c;
            }
        }
        return width > 1 ? best : outputs[from] > 0 ? 1 : 0;
    }

    static double max(float[] outputs, int from, int width) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < width; c++) {
            max = Math.max(max, outputs[from + c]);
        }
        return max;
    }

    /**
     * The log of the sum of {@code exp(output - max)}: with the largest output as max, a class has the log probability
     * {@code output - max} minus this. NaN if an output is NaN or the largest is infinite.
     */
    static double logSum(float[] outputs, int from, int width, double max) {
        double sum = 0;
        for (int c = 0; c < width; c++) {
            sum += StrictMath.exp(outputs[from + c] - max);
        }
        return StrictMath.log(sum);
    }
}
