package dev.assay.learning.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Parameters of an architecture as a profile gives them: numbers, lists of numbers, and true or false, by name.
 *
 * @param values never null inside
 */
public record ArchitectureParameters(Map<String, Object> values) {
    public ArchitectureParameters {
        values = Map.copyOf(values);
    }

    /** Reads parameters one by one and gathers the problems, so that all of them can be told at once. */
    static final class Reader {
        private final String family;
        private final Map<String, Object> values;
        private final Set<String> known = new TreeSet<>();
        private final List<String> problems = new ArrayList<>();

        Reader(String family, ArchitectureParameters parameters) {
            this.family = family;
            this.values = parameters.values();
        }

        /** A list of whole numbers of at least 1; absent = the given value. */
        List<Integer> sizes(String name, List<Integer> absent) {
            known.add(name);
            Object value = values.get(name);
            if (value == null) {
                return absent;
            }
            if (value instanceof List<?> list && list.stream().allMatch(Reader::isSize)) {
                return list.stream().map(size -> ((Number) size).intValue()).toList();
            }
            problems.add(name + " is " + value + "; allowed is a list of whole numbers of at least 1");
            return absent;
        }

        /** As {@link #sizes}, but required and not empty. */
        List<Integer> requiredSizes(String name) {
            List<Integer> sizes = sizes(name, List.of());
            if (!values.containsKey(name)) {
                problems.add(name + " is missing; " + family + " needs a list of whole numbers of at least 1");
            } else if (values.get(name) instanceof List<?> list && list.isEmpty()) {
                problems.add(name + " is empty; " + family + " needs at least one number there");
            }
            return sizes;
        }

        /** A whole number of at least 1; required. */
        int requiredSize(String name) {
            if (!values.containsKey(name)) {
                known.add(name);
                problems.add(name + " is missing; " + family + " needs a whole number of at least 1");
            }
            return size(name, 1);
        }

        /** A whole number of at least 1; absent = the given value. */
        int size(String name, int absent) {
            known.add(name);
            Object value = values.getOrDefault(name, absent);
            if (isSize(value)) {
                return ((Number) value).intValue();
            }
            problems.add(name + " is " + value + "; allowed is a whole number of at least 1");
            return absent;
        }

        /** True or false; absent = the given value. */
        boolean flag(String name, boolean absent) {
            known.add(name);
            Object value = values.getOrDefault(name, absent);
            if (value instanceof Boolean flag) {
                return flag;
            }
            problems.add(name + " is " + value + "; allowed is true or false");
            return absent;
        }

        /** A number of at least 0 and below 1; absent = 0. */
        double rate(String name) {
            known.add(name);
            Object value = values.getOrDefault(name, 0);
            if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() < 1) {
                return number.doubleValue();
            }
            problems.add(name + " is " + value + "; allowed is a number of at least 0 and below 1");
            return 0;
        }

        /** Call after the last parameter: throws if anything was wrong or is not a parameter of the family. */
        void finish() {
            for (String name : new TreeSet<>(values.keySet())) {
                if (!known.contains(name)) {
                    problems.add(name + " is no parameter of " + family + "; allowed are " + String.join(", ", known));
                }
            }
            if (!problems.isEmpty()) {
                throw new InvalidArchitectureException(problems);
            }
        }

        private static boolean isSize(Object value) {
            return value instanceof Number number
                    && number.doubleValue() == number.intValue()
                    && number.intValue() >= 1;
        }
    }
}
