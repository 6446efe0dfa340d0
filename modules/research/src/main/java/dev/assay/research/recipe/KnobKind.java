package dev.assay.research.recipe;

import java.util.List;

/** The kind of values that a knob takes, with the widest legal bounds. */
public sealed interface KnobKind {
    /**
     * One of a few names.
     *
     * @param names the legal ones; empty when the profile says which there are
     */
    record Choice(List<String> names) implements KnobKind {
        public Choice {
            names = List.copyOf(names);
        }

        static Choice of(List<String> names) {
            return new Choice(names);
        }

        static Choice any() {
            return new Choice(List.of());
        }
    }

    /** A finite number; both bounds are legal values. */
    record Real(double min, double max) implements KnobKind {}

    /** A whole number; both bounds are legal values. */
    record Whole(int min, int max) implements KnobKind {}
}
