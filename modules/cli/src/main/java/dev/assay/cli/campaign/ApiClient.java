package dev.assay.cli.campaign;

import dev.assay.cli.BadInput;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Speaks to the API of a cluster; what it answers otherwise than by success becomes an exception with words for people. */
final class ApiClient {
    /** Longer than the API waits for anything. */
    private static final Duration TIMEOUT = Duration.ofSeconds(110);

    private static final String CAMPAIGNS = "/api/v1/campaigns";
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI base;
    private final String token;

    /** @param base of the agent node, without a path of the API and without '/' at the end */
    ApiClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** The cluster cannot be had now; later it may. */
    static final class Unreachable extends IOException {
        private static final long serialVersionUID = 1;

        Unreachable(String message) {
            super(message);
        }
    }

    JsonNode list() throws IOException, BadInput, InvalidInput {
        return get(CAMPAIGNS);
    }

    JsonNode start(ObjectNode order) throws IOException, BadInput, InvalidInput {
        return send(request(CAMPAIGNS)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(order.toString())));
    }

    JsonNode status(String campaign) throws IOException, BadInput, InvalidInput {
        return get(path(campaign, ""));
    }

    /** @param wait for an event, in seconds */
    JsonNode events(String campaign, long after, int wait) throws IOException, BadInput, InvalidInput {
        return get(path(campaign, "/events?after=" + after + "&wait=" + wait));
    }

    /** @param change what the campaign is to do: {@code stop}, {@code pause} or {@code resume} */
    JsonNode change(String campaign, String change, String cause) throws IOException, BadInput, InvalidInput {
        return send(request(path(campaign, "/" + change))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        JSON.createObjectNode().put("cause", cause).toString())));
    }

    private static String path(String campaign, String more) {
        return CAMPAIGNS + "/"
                + URLEncoder.encode(campaign, StandardCharsets.UTF_8).replace("+", "%20") + more;
    }

    private JsonNode get(String path) throws IOException, BadInput, InvalidInput {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, BadInput, InvalidInput {
        HttpResponse<String> response = response(request.build());
        JsonNode body = json(response);
        if (response.statusCode() / 100 == 2) {
            return body;
        }
        String words = body.path("detail").asString("");
        switch (response.statusCode()) {
            case 401 ->
                throw new BadInput("the cluster at " + base
                        + " does not take the token of --token-file: it must be the one that its agent nodes have");
            case 422 -> throw new InvalidInput(problems(body));
            case 400, 404, 405, 409, 413 -> throw new BadInput(words);
            case 503, 504 -> throw new Unreachable("the cluster at " + base + " cannot do that now: " + words);
            default ->
                throw new IOException("the cluster at " + base + " answered with status " + response.statusCode()
                        + (words.isEmpty() ? "" : ": " + words));
        }
    }

    private HttpResponse<String> response(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new Unreachable("nobody answers at " + base + ": is an agent node up there, and is 'assay.node.api'"
                    + " in its settings?");
        } catch (IOException e) {
            throw new Unreachable("the cluster at " + base + " did not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private JsonNode json(HttpResponse<String> response) throws IOException {
        try {
            return JSON.readTree(response.body());
        } catch (JacksonException e) {
            throw new IOException(
                    "what answers at " + base + " with status " + response.statusCode() + " is no API of Assay");
        }
    }

    private static List<Problem> problems(JsonNode body) {
        List<Problem> problems = new ArrayList<>();
        body.path("problems")
                .forEach(problem -> problems.add(new Problem(
                        problem.path("field").asString(),
                        problem.path("line").asInt(0),
                        problem.path("key").asString(""),
                        "",
                        problem.path("message").asString())));
        return problems;
    }
}
