package dev.assay.api.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request is answered with.
 *
 * @param headers besides that of the content's type
 */
public record Answer(int status, String contentType, Map<String, String> headers, String body) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROBLEM = "application/problem+json";

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer json(int status, JsonNode body) {
        return json(status, body.toString());
    }

    /** @param body a JSON document */
    public static Answer json(int status, String body) {
        return new Answer(status, "application/json", Map.of(), body);
    }

    public Answer with(String header, String value) {
        return new Answer(status, contentType, Map.of(header, value), body);
    }

    /**
     * A problem in the form of RFC 9457.
     *
     * @param type one of the kinds in the API's document
     * @param title the kind in words
     * @param detail what is wrong here and what to do
     */
    public static Answer problem(int status, String type, String title, String detail) {
        return problem(status, type, title, detail, Optional.empty());
    }

    /** @param more a further member */
    public static Answer problem(
            int status, String type, String title, String detail, Optional<Map.Entry<String, JsonNode>> more) {
        ObjectNode body = JSON.createObjectNode()
                .put("type", "urn:assay:problem:" + type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        more.ifPresent(member -> body.set(member.getKey(), member.getValue()));
        return new Answer(status, PROBLEM, Map.of(), body.toString());
    }

    /** What is wrong with the fields of a request, all at once. */
    public static Answer invalid(List<FieldProblem> problems) {
        JsonNode list = JSON.valueToTree(problems);
        return problem(
                422,
                "invalid",
                "The request cannot be taken as it is",
                problems.size() + (problems.size() == 1 ? " problem" : " problems") + "; nothing was changed",
                Optional.of(Map.entry("problems", list)));
    }

    /**
     * One thing that is wrong with a request.
     *
     * @param field of the request, or the document in it
     * @param line in that document, from 1; 0 when the whole is meant
     * @param key in that document; empty when the whole is meant
     */
    public record FieldProblem(String field, int line, String key, String message) {}
}
