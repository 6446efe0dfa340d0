package dev.assay.learning.data;

import java.util.Arrays;

/** Immutable: what is to be predicted for each row. All rows have the same kind of target. */
public final class Targets {
    /** The token of a position without a target: it counts neither in training nor in a score. */
    public static final int NO_TOKEN = -1;

    private final Kind kind;
    private final int width;
    private final float[] values;

    /** What a row's target is. */
    public enum Kind {
        /** One class index from 0. */
        CLASS,
        /** One class index from 0 a position of the row, or {@link #NO_TOKEN}. */
        TOKENS,
        /** A time of at least 0, and whether the event was seen then; otherwise the row was followed up to that time. */
        SURVIVAL,
        /** A real number. */
        VALUE
    }

    private Targets(Kind kind, int width, float[] values) {
        this.kind = kind;
        this.width = width;
        this.values = values;
    }

    /** @param labels class indices from 0 */
    public static Targets classes(int[] labels) {
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0) {
                throw new IllegalArgumentException("row " + row + " has label " + labels[row] + "; labels start at 0");
            }
        }
        return new Targets(Kind.CLASS, 1, floats(labels));
    }

    /**
     * @param tokens row after row
     * @param length positions of a row, at least 1
     */
    public static Targets tokens(int[] tokens, int length) {
        if (length < 1 || tokens.length % length != 0) {
            throw new IllegalArgumentException(tokens.length + " tokens do not make rows of " + length);
        }
        if (Arrays.stream(tokens).anyMatch(token -> token < NO_TOKEN)) {
            throw new IllegalArgumentException("tokens start at 0, or are " + NO_TOKEN + " where there is none");
        }
        return new Targets(Kind.TOKENS, length, floats(tokens));
    }

    /**
     * @param times finite, at least 0
     * @param events whether the event was seen at that time; as many as times
     */
    public static Targets survival(float[] times, boolean[] events) {
        float[] values = new float[Math.multiplyExact(2, times.length)];
        for (int row = 0; row < times.length; row++) {
            if (!(times[row] >= 0) || Float.isInfinite(times[row])) {
                throw new IllegalArgumentException("row " + row + " has time " + times[row] + "; times are at least 0");
            }
            values[2 * row] = times[row];
            values[2 * row + 1] = events[row] ? 1 : 0;
        }
        return new Targets(Kind.SURVIVAL, 2, values);
    }

    /** @param numbers one a row; copied */
    public static Targets values(float[] numbers) {
        return new Targets(Kind.VALUE, 1, numbers.clone());
    }

    public Kind kind() {
        return kind;
    }

    public int rows() {
        return values.length / width;
    }

    /** Positions of a row of {@link Kind#TOKENS}. */
    public int length() {
        require(Kind.TOKENS);
        return width;
    }

    public int label(int row) {
        require(Kind.CLASS);
        return (int) values[row];
    }

    public int token(int row, int position) {
        require(Kind.TOKENS);
        return (int) values[row * width + position];
    }

    public float time(int row) {
        require(Kind.SURVIVAL);
        return values[2 * row];
    }

    public boolean event(int row) {
        require(Kind.SURVIVAL);
        return values[2 * row + 1] == 1;
    }

    public float value(int row) {
        require(Kind.VALUE);
        return values[row];
    }

    /**
     * A group for each row, from 0, that a stratified split keeps in proportion and a partition by label deals out: the class;
     * for survival, whether the event was seen; otherwise all rows are of one group.
     */
    public int[] strata() {
        int[] strata = new int[rows()];
        for (int row = 0; row < strata.length; row++) {
            strata[row] = switch (kind) {
                case CLASS -> (int) values[row];
                case SURVIVAL -> (int) values[2 * row + 1];
                case TOKENS, VALUE -> 0;
            };
        }
        return strata;
    }

    /** The targets of the rows with these indices, in this order. */
    public Targets select(int[] rows) {
        float[] chosen = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * width, chosen, i * width, width);
        }
        return new Targets(kind, width, chosen);
    }

    private void require(Kind asked) {
        if (kind != asked) {
            throw new IllegalStateException("targets of kind " + kind + " were asked for as " + asked);
        }
    }

    /** Exact up to 2^24, far above any number of classes. */
    private static float[] floats(int[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] > 1 << 24) {
                throw new IllegalArgumentException("class " + numbers[i] + " is above " + (1 << 24));
            }
            floats[i] = numbers[i];
        }
        return floats;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Targets that
                && kind == that.kind
                && width == that.width
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * kind.name().hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Targets(" + rows() + " of " + kind + ")";
    }
}
