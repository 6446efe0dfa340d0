package dev.assay.api.campaign;

import dev.assay.api.http.Answer.FieldProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the fields of a request's body, and collects what is wrong with them. Part of one request; not thread-safe. */
final class Fields {
    private static final int LONGEST_CAUSE = 200;

    private final ObjectNode body;
    private final List<FieldProblem> problems = new ArrayList<>();

    Fields(ObjectNode body, List<String> known) {
        this.body = body;
        new TreeSet<>(body.propertyNames())
                .stream()
                        .filter(name -> !known.contains(name))
                        .forEach(name -> problem(name, "is not known; allowed are " + known));
    }

    List<FieldProblem> problems() {
        return problems;
    }

    String text(String name) {
        JsonNode value = body.path(name);
        if (!value.isString()) {
            problem(name, value.isMissingNode() ? "is missing" : "must be a text");
        }
        return value.isString() ? value.stringValue() : "";
    }

    long number(String name) {
        JsonNode value = body.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            problem(name, value.isMissingNode() ? "is missing" : "is " + value + ", must be a whole number");
            return 0;
        }
        return value.longValue();
    }

    Optional<Integer> optionalInt(String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            problem(name, "is " + value + ", must be a whole number");
            return Optional.empty();
        }
        return Optional.of(value.intValue());
    }

    String cause(String absent) {
        if (body.path("cause").isMissingNode()) {
            return absent;
        }
        String cause = text("cause");
        if (cause.isBlank() || cause.length() > LONGEST_CAUSE || cause.chars().anyMatch(Character::isISOControl)) {
            problem("cause", "must be a line of 1 to " + LONGEST_CAUSE + " characters");
        }
        return cause;
    }

    private void problem(String field, String message) {
        problems.add(new FieldProblem(field, 0, "", message));
    }
}
