package dev.assay.api.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that the API can be asked for.
 *
 * @param method of HTTP
 * @param path whose steps in braces stand for any text, such as {@code /api/v1/campaigns/{name}}
 * @param takesBody whether a JSON object comes with it
 * @param open whether it is answered without a token
 */
public record Operation(String method, String path, boolean takesBody, boolean open, Handler handler) {
    /** Answers a request. */
    public interface Handler {
        CompletionStage<Answer> answer(Request request);
    }

    /**
     * What came in.
     *
     * @param steps of the path that stood for any text, in their order
     * @param query parameters
     * @param body empty object for an operation that takes none
     */
    public record Request(List<String> steps, Map<String, String> query, ObjectNode body) {
        /** The first step of the path that stands for any text. */
        public String name() {
            return steps.get(0);
        }
    }

    /** The steps that stand for any text, if the path is one of this operation's. */
    Optional<List<String>> match(List<String> steps) {
        List<String> template = List.of(path.substring(1).split("/", -1));
        if (template.size() != steps.size()) {
            return Optional.empty();
        }
        List<String> open = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            boolean any = template.get(i).startsWith("{");
            if (!any && !template.get(i).equals(steps.get(i))) {
                return Optional.empty();
            }
            if (any) {
                open.add(steps.get(i));
            }
        }
        return Optional.of(List.copyOf(open));
    }
}
