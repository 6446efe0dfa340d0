package dev.assay.research.surface;

import dev.assay.research.recipe.KnobValue;
import java.util.List;
import java.util.Locale;

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
     * @param scale on which equal steps are equally large
     * @param zero whether 0 ("off") is allowed too, below the range
     */
    record Real(double min, double max, Scale scale, boolean zero) implements Domain {
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
    record Whole(int min, int max, Scale scale) implements Domain {
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

    /** Where the steps of a range are equally large. */
    enum Scale {
        LINEAR,
        /** In the logarithm; the range is above 0. */
        LOG,
        /** In the logarithm of 1 - x, for rates of decay such as momentum; the range is below 1. */
        LOG_COMPLEMENT;

        /** The name in profiles, for example {@code log-complement}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
