package dev.assay.research.surface;

import dev.assay.research.recipe.KnobValue;
import java.util.List;

/** The values that an axis allows. */
public sealed interface Domain {
    /** Whether the value is one of them. */
    boolean contains(KnobValue value);

    /** What is allowed, for people. */
    String allowed();

    /** One of a few names, each once. */
    record Choice(List<String> names) implements Domain {
        public Choice {
            names = List.copyOf(names);
        }

        @Override
        public boolean contains(KnobValue value) {
            return names.contains(value.text());
        }

        @Override
        public String allowed() {
            return "one of " + String.join(", ", names);
        }
    }

    /**
     * Numbers from {@code min} to {@code max}, both included.
     *
     * @param log whether equal ratios are equal steps; {@code min} is then above 0
     * @param zero whether 0 ("off") is allowed too, below the range
     */
    record Real(double min, double max, boolean log, boolean zero) implements Domain {
        @Override
        public boolean contains(KnobValue value) {
            double number = value.number();
            return (zero && number == 0) || (number >= min && number <= max);
        }

        @Override
        public String allowed() {
            return (zero ? "0 or " : "") + "from " + KnobValue.of(min) + " to " + KnobValue.of(max);
        }
    }

    /** Whole numbers from {@code min} to {@code max}, both included. */
    record Whole(int min, int max, boolean log) implements Domain {
        @Override
        public boolean contains(KnobValue value) {
            double number = value.number();
            return number == Math.rint(number) && number >= min && number <= max;
        }

        @Override
        public String allowed() {
            return "a whole number from " + min + " to " + max;
        }
    }
}
