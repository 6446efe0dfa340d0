package dev.assay.api.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.agent.board.BoardAnswer;
import dev.assay.agent.board.BoardAnswer.Described;
import dev.assay.agent.board.BoardAnswer.Done;
import dev.assay.agent.board.BoardAnswer.Events;
import dev.assay.agent.board.BoardAnswer.InvalidOrder;
import dev.assay.agent.board.BoardAnswer.Listing;
import dev.assay.agent.board.BoardAnswer.NameTaken;
import dev.assay.agent.board.BoardAnswer.NoSuchCampaign;
import dev.assay.agent.board.BoardAnswer.NotNow;
import dev.assay.agent.board.BoardAnswer.Unavailable;
import dev.assay.agent.board.CampaignBoard;
import dev.assay.agent.board.CampaignBoard.Question;
import dev.assay.agent.board.CampaignCondition;
import dev.assay.agent.board.CampaignStatus;
import dev.assay.agent.board.CampaignStatus.RunningTrial;
import dev.assay.agent.board.CampaignStatus.Standing;
import dev.assay.agent.board.CampaignStatus.Wait;
import dev.assay.agent.board.CampaignSummary;
import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.api.http.ApiServer;
import dev.assay.api.http.BearerToken;
import dev.assay.api.http.Operation;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.export.jsonl.wire.ExportLine;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The API on a real socket, before a board that only pretends; its answers are held against the document. */
@Timeout(60)
class CampaignApiTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final JsonMapper JSON = new JsonMapper();
    private static final ConcurrentLinkedQueue<Question> ASKED = new ConcurrentLinkedQueue<>();

    private static ActorTestKit kit;
    private static List<Operation> operations;
    private static String base;
    private static HttpClient http;
    private static JsonNode document;
    private static volatile BoardAnswer next;
    /** How many questions get lost on their way. */
    private static volatile int lost;

    @TempDir
    static Path folder;

    @BeforeAll
    static void listen() throws Exception {
        kit = ActorTestKit.create();
        ActorRef<CampaignBoard.Command> board = kit.spawn(Behaviors.receiveMessage(command -> {
            ASKED.add((Question) command);
            if (lost > 0) {
                lost = lost - 1;
            } else {
                ((Question) command).replyTo().tell(next);
            }
            return Behaviors.same();
        }));
        operations = CampaignApi.operations(kit.system(), board);
        BearerToken token = BearerToken.read(file("token", "rw-------", TOKEN + "\n"));
        base = "http://127.0.0.1:"
                + ApiServer.start(kit.system(), "127.0.0.1", 0, token, operations)
                        .toCompletableFuture()
                        .get()
                        .getPort();
        http = HttpClient.newHttpClient();
        try (InputStream yaml = CampaignApi.class.getResourceAsStream("/dev/assay/api/openapi.yaml")) {
            document = new YAMLMapper().readTree(yaml.readAllBytes());
        }
    }

    @AfterAll
    static void end() {
        kit.shutdownTestKit();
    }

    private static Path file(String name, String permissions, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> ask(String method, String path, String body, BoardAnswer answer)
            throws Exception {
        ASKED.clear();
        next = answer;
        return send(method, path, body, "Authorization", "Bearer " + TOKEN);
    }

    /** The answer, if it is what the document says of this operation and status. */
    private static JsonNode sound(HttpResponse<String> response, String method, String path) {
        JsonNode operation = document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
        JsonNode responses = operation.path("responses");
        JsonNode described = resolved(responses.path(
                responses.has(Integer.toString(response.statusCode()))
                        ? Integer.toString(response.statusCode())
                        : "default"));
        String type = response.headers().firstValue("Content-Type").orElseThrow();
        assertThat(described.path("content").propertyNames()).contains(type);
        ObjectNode schema = ((ObjectNode) described.path("content").path(type).path("schema")).deepCopy();
        schema.set("components", document.path("components"));
        Schema checked = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString(), InputFormat.JSON);
        JsonNode body = JSON.readTree(response.body());
        assertThat(checked.validate(body)).as(response.body()).isEmpty();
        return body;
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
    }

    private static CampaignStatus status() {
        return new CampaignStatus(
                "c",
                CampaignCondition.PAUSED,
                12,
                Phase.SEARCH,
                7,
                16,
                new TreeMap<>(Map.of("keep", 1, "running", 2)),
                Optional.of(new Standing("c001", 0.75)),
                Optional.empty(),
                2,
                List.of(new RunningTrial("c/c001/seed-1", 3)),
                List.of(new Wait("c", "the disk is full")),
                Optional.of("the night"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void theDocumentAndTheOperationsAreTheSame() {
        Set<String> documented = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().propertyNames().stream()
                        .filter(key -> !key.equals("parameters"))
                        .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(operations.stream().map(one -> one.method() + " " + one.path()))
                .containsExactlyInAnyOrderElementsOf(documented);
        for (Operation operation : operations) {
            JsonNode described = document.path("paths")
                    .path(operation.path())
                    .path(operation.method().toLowerCase(Locale.ROOT));
            assertThat(described.has("requestBody")).as(operation.path()).isEqualTo(operation.takesBody());
            assertThat(described.has("security")).as(operation.path()).isEqualTo(operation.open());
        }
        assertThat(document.at("/components/schemas/Condition/enum")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactlyElementsOf(words(CampaignCondition.values()));
        assertThat(document.at("/components/schemas/Phase/enum").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(words(Phase.values()));
    }

    private static List<String> words(Enum<?>[] values) {
        return Stream.of(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Test
    void theDocumentIsServedToEverybody() throws Exception {
        HttpResponse<String> response = send("GET", "/api/v1/openapi.yaml", "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new YAMLMapper().readTree(response.body())).isEqualTo(document);
    }

    static Stream<Operation> closed() {
        return operations.stream().filter(operation -> !operation.open());
    }

    @ParameterizedTest
    @MethodSource("closed")
    void nothingElseIsAnsweredWithoutTheToken(Operation operation) throws Exception {
        ASKED.clear();
        String path = operation.path().replace("{name}", "c");
        List<HttpResponse<String>> responses = List.of(
                send(operation.method(), path, "{}"),
                send(operation.method(), path, "{}", "Authorization", "Bearer " + TOKEN + "0"),
                send(operation.method(), path, "{}", "Authorization", "Bearer " + TOKEN.substring(1)),
                send(operation.method(), path, "{}", "Authorization", "Bearer "),
                send(operation.method(), path, "{}", "Authorization", "Basic " + TOKEN),
                send(operation.method(), path, "{}", "Authorization", TOKEN));

        for (HttpResponse<String> response : responses) {
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
            sound(response, operation.method(), operation.path());
        }
        assertThat(ASKED).isEmpty();
        assertThat(send("GET", "/nowhere", "").statusCode()).isEqualTo(401);
    }

    @Test
    void campaignIsStartedWithWhatTheOrderSays() throws Exception {
        String order = JSON.createObjectNode()
                .put("name", "c")
                .put("seed", 7)
                .put("profile", "a profile")
                .put("program", "a program")
                .put("max_candidates", 3)
                .toString();

        HttpResponse<String> response = ask("POST", "/api/v1/campaigns", order, new Done("c"));

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Location")).hasValue("/api/v1/campaigns/c");
        assertThat(sound(response, "POST", "/api/v1/campaigns").path("name").asString())
                .isEqualTo("c");
        assertThat(ASKED)
                .singleElement()
                .extracting(question -> ((CampaignBoard.Start) question).order())
                .isEqualTo(new CampaignOrder("c", 7, "a profile", "a program", Optional.of(3)));
    }

    @Test
    void everythingThatIsWrongWithAnOrderIsToldAtOnce() throws Exception {
        HttpResponse<String> response = ask(
                "POST",
                "/api/v1/campaigns",
                "{\"name\": 3, \"seed\": 1.5, \"max_candidates\": \"many\", \"colour\": 1}",
                new Done("c"));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(sound(response, "POST", "/api/v1/campaigns")
                        .path("problems")
                        .valueStream()
                        .map(problem -> problem.path("field").asString()))
                .containsExactlyInAnyOrder("colour", "name", "seed", "profile", "program", "max_candidates");
        assertThat(ASKED).isEmpty();
    }

    @Test
    void whatTheBoardRefusesIsAProblem() throws Exception {
        String order = "{\"name\": \"c\", \"seed\": 1, \"profile\": \"\", \"program\": \"\"}";
        Map<BoardAnswer, Integer> refusals = Map.of(
                new InvalidOrder(List.of(new Problem("profile", 3, "budget.rounds", "0", "is 0, must be at least 1"))),
                422,
                new NameTaken("c"),
                409,
                new NoSuchCampaign("c", List.of("d", "e")),
                404,
                new NotNow("c", CampaignCondition.FINISHED),
                409,
                new Unavailable("the database is away"),
                503);
        for (Map.Entry<BoardAnswer, Integer> refusal : refusals.entrySet()) {
            HttpResponse<String> response = ask("POST", "/api/v1/campaigns", order, refusal.getKey());

            assertThat(response.statusCode()).isEqualTo(refusal.getValue());
            JsonNode problem = sound(response, "POST", "/api/v1/campaigns");
            assertThat(problem.path("status").asInt()).isEqualTo(refusal.getValue());
        }
        JsonNode unknown = sound(
                ask("GET", "/api/v1/campaigns/c", "", new NoSuchCampaign("c", List.of("d", "e"))),
                "GET",
                "/api/v1/campaigns/{name}");
        assertThat(unknown.path("detail").asString()).isEqualTo("there is no campaign 'c'; there are d, e");
        JsonNode invalid = sound(
                ask(
                        "POST",
                        "/api/v1/campaigns",
                        order,
                        new InvalidOrder(List.of(new Problem("profile", 3, "budget.rounds", "0", "is 0")))),
                "POST",
                "/api/v1/campaigns");
        assertThat(invalid.at("/problems/0/line").asInt()).isEqualTo(3);
    }

    @Test
    void listingAndStatusAreWhatTheDocumentSays() throws Exception {
        Listing listing = new Listing(List.of(
                new CampaignSummary("c", CampaignCondition.RUNNING, Optional.of(Phase.SEARCH), 4, 2),
                new CampaignSummary("d", CampaignCondition.ELSEWHERE, Optional.empty(), 0, 0)));

        JsonNode listed = sound(ask("GET", "/api/v1/campaigns", "", listing), "GET", "/api/v1/campaigns");
        JsonNode described = sound(
                ask("GET", "/api/v1/campaigns/c", "", new Described(status())), "GET", "/api/v1/campaigns/{name}");

        assertThat(listed.at("/campaigns/1/condition").asString()).isEqualTo("elsewhere");
        assertThat(described.path("pause_cause").asString()).isEqualTo("the night");
        assertThat(described.at("/candidates/running").asInt()).isEqualTo(2);
        assertThat(described.at("/incumbent/score").asDouble()).isEqualTo(0.75);
        assertThat(described.at("/trials/0/rounds").asInt()).isEqualTo(3);
    }

    @Test
    void eventsAreLinesOfAnExport() throws Exception {
        List<Entry<CampaignEvent>> entries = EventCodec.sealAll(
                ChainHead.START,
                List.of(new PauseRequested(Instant.EPOCH, "\"quoted\" é"), new StopRequested(Instant.EPOCH, "why")));

        HttpResponse<String> response =
                ask("GET", "/api/v1/campaigns/c/events?after=3&wait=2", "", new Events(entries, false));

        JsonNode body = sound(response, "GET", "/api/v1/campaigns/{name}/events");
        assertThat(body.path("next").asLong()).isEqualTo(2);
        assertThat(body.path("events")
                        .valueStream()
                        .map(line -> new ExportLine()
                                .read(line.toString().getBytes(StandardCharsets.UTF_8))
                                .entry()))
                .isEqualTo(entries);
        assertThat(ASKED).singleElement().isInstanceOfSatisfying(CampaignBoard.ReadEvents.class, read -> {
            assertThat(read.after()).isEqualTo(3);
            assertThat(read.waitMillis()).isEqualTo(2000);
        });
        JsonNode none = sound(
                ask("GET", "/api/v1/campaigns/c/events?after=9", "", new Events(List.of(), true)),
                "GET",
                "/api/v1/campaigns/{name}/events");
        assertThat(none.path("next").asLong()).isEqualTo(9);
        assertThat(none.path("finished").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=-1", "after=x", "wait=61", "wait=-1", "after=9223372036854775808"})
    void parameterThatIsOutOfItsRangeIsRefused(String query) throws Exception {
        HttpResponse<String> response =
                ask("GET", "/api/v1/campaigns/c/events?" + query, "", new Events(List.of(), true));

        assertThat(response.statusCode()).isEqualTo(422);
        sound(response, "GET", "/api/v1/campaigns/{name}/events");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "pause", "resume"})
    void changeHasTheCauseThatWasGiven(String change) throws Exception {
        String path = "/api/v1/campaigns/c/" + change;

        sound(
                ask("POST", path, "{\"cause\": \"the night\"}", new Done("c")),
                "POST",
                "/api/v1/campaigns/{name}/" + change);

        assertThat(ASKED).singleElement().asString().contains("the night").containsIgnoringCase(change);
        assertThat(ask("POST", path, "", new Done("c")).statusCode()).isEqualTo(200);
        assertThat(ask("POST", path, "{\"cause\": \"two\\nlines\"}", new Done("c"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(ask("POST", path, "{\"cause\": \"" + "x".repeat(201) + "\"}", new Done("c"))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void bodyThatIsNoObjectOrTooLargeIsRefused() throws Exception {
        List<String> bodies = new ArrayList<>(List.of("[]", "{", "no json", "\"x\""));
        for (String body : bodies) {
            HttpResponse<String> response = ask("POST", "/api/v1/campaigns", body, new Done("c"));
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            sound(response, "POST", "/api/v1/campaigns");
        }
        HttpResponse<String> large =
                ask("POST", "/api/v1/campaigns", " ".repeat(ApiServer.LONGEST_BODY + 1), new Done("c"));
        assertThat(large.statusCode()).isEqualTo(413);
        sound(large, "POST", "/api/v1/campaigns");
        // In pieces, so that nothing says beforehand how long it will be.
        HttpRequest pieces = HttpRequest.newBuilder(URI.create(base + "/api/v1/campaigns"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(new byte[ApiServer.LONGEST_BODY + 1])))
                .build();
        assertThat(http.send(pieces, BodyHandlers.ofString()).body()).contains("urn:assay:problem:size");
        assertThat(ASKED).isEmpty();
    }

    /** As when the node has died that it was on its way to. */
    @Test
    void questionThatGotLostIsAskedAgain() throws Exception {
        lost = 1;

        assertThat(ask("GET", "/api/v1/campaigns", "", new Listing(List.of())).statusCode())
                .isEqualTo(200);
        assertThat(ASKED).hasSize(2);
    }

    @Test
    void otherPathsAndMethodsAreProblems() throws Exception {
        assertThat(ask("GET", "/api/v2/campaigns", "", new Done("c")).statusCode())
                .isEqualTo(404);
        HttpResponse<String> method = ask("DELETE", "/api/v1/campaigns/c", "", new Done("c"));
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("Allow")).hasValue("GET");
    }

    @Test
    void tokenThatOthersCanReadOrThatIsNoneIsRefused() throws Exception {
        for (Path file : List.of(
                file("open", "rw-r-----", TOKEN),
                file("all", "rw----r--", TOKEN),
                file("short", "rw-------", "secret"),
                file("two", "rw-------", TOKEN + "\n" + TOKEN),
                folder.resolve("none"))) {
            assertThatThrownBy(() -> BearerToken.read(file))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageNotContaining(TOKEN);
        }
    }
}
