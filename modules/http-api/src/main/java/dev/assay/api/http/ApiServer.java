package dev.assay.api.http;

import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves operations over HTTP. A request without the token is told that, whatever it asks for and before a byte of its body
 * is read; bodies, waits and connections are bounded.
 */
public final class ApiServer {
    /** Bytes of a request's body. */
    public static final int LONGEST_BODY = 512 * 1024;

    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofSeconds(5);
    /** Longer than the longest wait for events. */
    private static final String SETTINGS = """
            pekko.http.server {
              server-header = ""
              request-timeout = 90 s
              idle-timeout = 100 s
              max-connections = 256
              parsing.max-content-length = %d
            }
            """.formatted(LONGEST_BODY);

    private static final JsonMapper JSON = new JsonMapper();

    private final ActorSystem<?> system;
    private final BearerToken token;
    private final List<Operation> operations;

    private ApiServer(ActorSystem<?> system, BearerToken token, List<Operation> operations) {
        this.system = system;
        this.token = token;
        this.operations = List.copyOf(operations);
    }

    /**
     * Listens until the actor system ends.
     *
     * @param port 0 = any that is free
     * @return where it listens, once it does
     */
    public static CompletionStage<InetSocketAddress> start(
            ActorSystem<?> system, String host, int port, BearerToken token, List<Operation> operations) {
        ApiServer server = new ApiServer(system, token, operations);
        ServerSettings settings = ServerSettings.create(ConfigFactory.parseString(SETTINGS)
                .withFallback(system.settings().config()));
        return Http.get(system)
                .newServerAt(host, port)
                .withSettings(settings)
                .bind(server::answer)
                .thenApply(binding -> binding.addToCoordinatedShutdown(END, system))
                .thenApply(ServerBinding::localAddress);
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request) {
        return route(request)
                .exceptionally(failure -> {
                    system.log().warn("the API could not answer {}", request.getUri(), failure);
                    return Answer.problem(500, "internal", "This should not have happened", "see the node's log");
                })
                .thenApply(answer -> {
                    request.discardEntityBytes(system);
                    return response(answer);
                });
    }

    private CompletionStage<Answer> route(HttpRequest request) {
        String method = request.method().name();
        List<String> steps = steps(request);
        List<Operation> here = operations.stream()
                .filter(operation -> operation.match(steps).isPresent())
                .toList();
        Optional<Operation> found =
                here.stream().filter(one -> one.method().equals(method)).findFirst();
        String authorization =
                request.getHeader("Authorization").map(HttpHeader::value).orElse("");
        boolean open = found.map(Operation::open).orElse(false);
        if (!open && !token.isIn(authorization)) {
            return done(Answer.problem(
                            401,
                            "token",
                            "A valid token is missing",
                            "send the header 'Authorization: Bearer TOKEN' with the token of the agent nodes")
                    .with("WWW-Authenticate", "Bearer realm=\"assay\""));
        }
        if (here.isEmpty()) {
            return done(
                    Answer.problem(404, "path", "There is nothing here", "paths are those of /api/v1/openapi.yaml"));
        }
        if (found.isEmpty()) {
            String allowed = here.stream().map(Operation::method).sorted().collect(Collectors.joining(", "));
            return done(Answer.problem(405, "method", "Not by this method", "allowed is " + allowed)
                    .with("Allow", allowed));
        }
        Operation operation = found.get();
        List<String> any = operation.match(steps).orElseThrow();
        if (!operation.takesBody()) {
            return operation.handler().answer(new Operation.Request(any, query(request), JSON.createObjectNode()));
        }
        return withBody(request, body -> operation.handler().answer(new Operation.Request(any, query(request), body)));
    }

    private interface BodyHandler {
        CompletionStage<Answer> answer(ObjectNode body);
    }

    private CompletionStage<Answer> withBody(HttpRequest request, BodyHandler handler) {
        return request.entity()
                .toStrict(BODY_TIMEOUT.toMillis(), LONGEST_BODY, system)
                .handle((strict, failure) -> failure == null
                        ? parse(strict.getData().decodeString(StandardCharsets.UTF_8), handler)
                        : done(unread(failure)))
                .thenCompose(answer -> answer);
    }

    /** An empty body stands for an empty object. */
    private static CompletionStage<Answer> parse(String text, BodyHandler handler) {
        try {
            JsonNode body = text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
            if (body instanceof ObjectNode object) {
                return handler.answer(object);
            }
            return done(Answer.problem(400, "json", "The body is no JSON object", "it must begin with '{'"));
        } catch (JacksonException e) {
            return done(Answer.problem(400, "json", "The body is no JSON", e.getOriginalMessage()));
        }
    }

    private static Answer unread(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        // A body whose length is known is refused by the first, one that comes in pieces by the second.
        boolean large = cause instanceof EntityStreamSizeException
                || cause instanceof EntityStreamException stream
                        && stream.info().summary().contains("too large");
        return large
                ? Answer.problem(413, "size", "The body is too large", "it may have at most " + LONGEST_BODY + " bytes")
                : Answer.problem(400, "body", "The body did not come", "it could not be read: " + cause.getMessage());
    }

    private static List<String> steps(HttpRequest request) {
        List<String> steps = new ArrayList<>();
        request.getUri().pathSegments().forEach(steps::add);
        return steps;
    }

    private static Map<String, String> query(HttpRequest request) {
        return new TreeMap<>(request.getUri().query().toMap());
    }

    private static HttpResponse response(Answer answer) {
        List<HttpHeader> headers = new ArrayList<>();
        answer.headers().forEach((name, value) -> headers.add(RawHeader.create(name, value)));
        headers.add(RawHeader.create("Cache-Control", "no-store"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        return HttpResponse.create()
                .withStatus(answer.status())
                .withHeaders(headers)
                .withEntity(HttpEntities.create(ContentTypes.parse(answer.contentType()), body));
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
