package dev.assay.api.campaign;

import dev.assay.api.http.Answer.FieldProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the parameters of a request's address, and collects what is wrong with them. Not thread-safe. */
final class Query {
    private final Map<String, String> parameters;
    private final List<FieldProblem> problems = new ArrayList<>();

    Query(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    List<FieldProblem> problems() {
        return problems;
    }

    /** A whole number from 0 on. */
    long number(String name, long absent, long most) {
        String text = parameters.getOrDefault(name, Long.toString(absent));
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other wrong number.
        }
        problems.add(new FieldProblem(name, 0, "", "is '" + text + "', must be a whole number from 0 to " + most));
        return absent;
    }
}
