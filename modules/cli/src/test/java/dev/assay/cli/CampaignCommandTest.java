package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code assay campaign} asks for and what it makes of the answers, before a server that says what it is told to. */
class CampaignCommandTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Path token;
    private int status = 200;
    private String answer = "{}";
    /** Given first, in this order. */
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            String next = answers.isEmpty() ? answer : answers.remove();
            byte[] bytes = next.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        token = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private InvokedCommand campaign(String... arguments) {
        return at("http://127.0.0.1:" + server.getAddress().getPort(), arguments);
    }

    private InvokedCommand at(String url, String... arguments) {
        String[] all = new String[arguments.length + 5];
        all[0] = "campaign";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--url";
        all[arguments.length + 2] = url;
        all[arguments.length + 3] = "--token-file";
        all[arguments.length + 4] = token.toString();
        return InvokedCommand.of((Object[]) all);
    }

    @Test
    void commandsAreSentWithTheirCauseAndTheToken() {
        assertThat(campaign("pause", "first", "--cause", "the night").out())
                .isEqualToIgnoringNewLines("first is paused");

        assertThat(asked)
                .containsExactly("POST /api/v1/campaigns/first/pause Bearer " + TOKEN + " {\"cause\":\"the night\"}");
    }

    @Test
    void campaignsAreListedInLines() {
        answer = """
                {"campaigns": [
                  {"name": "a", "condition": "running", "phase": "search", "candidates": 4, "trials": 2},
                  {"name": "b", "condition": "finished", "phase": "finished", "candidates": 0, "trials": 0},
                  {"name": "c", "condition": "elsewhere", "phase": null, "candidates": 0, "trials": 0}]}
                """;

        assertThat(campaign("list").out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly("a running search, 4 candidates, 2 trials run", "b finished", "c elsewhere");
        assertThat(campaign("list", "--json").out()).startsWith("{\"campaigns\":[{\"name\":\"a\"");
    }

    @Test
    void whatTheClusterRefusesIsToldInItsWords() {
        status = 404;
        answer = "{\"detail\": \"there is no campaign 'none'; there are a, b\"}";
        InvokedCommand unknown = campaign("status", "none");
        assertThat(unknown.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(unknown.err()).isEqualToIgnoringNewLines("assay: there is no campaign 'none'; there are a, b");

        status = 422;
        answer = """
                {"detail": "1 problem", "problems":
                  [{"field": "profile", "line": 3, "key": "budget.rounds", "message": "is 0, must be at least 1"}]}
                """;
        assertThat(campaign("stop", "a").err())
                .contains("assay: 1 problem", "  profile:3 budget.rounds: is 0, must be at least 1");

        status = 401;
        InvokedCommand wrongToken = campaign("list");
        assertThat(wrongToken.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(wrongToken.err()).contains("does not take the token").doesNotContain(TOKEN);

        status = 503;
        answer = "{\"detail\": \"the database is away; try again later\"}";
        InvokedCommand away = campaign("watch", "a");
        assertThat(away.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(away.err()).contains("cannot do that now: the database is away");
    }

    /** It is no event, so it is asked for where none comes. */
    @Test
    void watchSaysWhatACampaignWaitsFor() {
        String nothing = "{\"events\": [], \"next\": 4, \"finished\": false}";
        String waits = "{\"waits\": [{\"who\": \"a/c000/seed-1\", \"reason\": \"no client node is there\"}]}";
        answers.addAll(List.of(nothing, waits, nothing, waits, nothing, "{\"waits\": []}"));
        answer = "{\"events\": [], \"next\": 4, \"finished\": true}";

        InvokedCommand watched = campaign("watch", "a");

        assertThat(watched.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("-- paused: no client node is there; mend that"),
                        line -> assertThat(line).isEqualTo("-- goes on"));
    }

    @Test
    void serverThatIsDownOrAnotherOneIsTold() throws IOException {
        answer = "<html>";
        assertThat(campaign("list").err()).contains("is no API of Assay");
        server.stop(0);

        InvokedCommand down = campaign("list");

        assertThat(down.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(down.err()).contains("nobody answers at http://127.0.0.1:", "is an agent node up there");
    }

    @Test
    void whatCannotBeAskedIsRefusedBeforeAnythingIsSent() throws IOException {
        assertThat(InvokedCommand.of("campaign", "list").err())
                .contains("2 problems", "--url: is missing", "--token-file: is missing", "ASSAY_URL");
        assertThat(at("127.0.0.1:7640", "list").err()).contains("--url: is '127.0.0.1:7640', must be an address");
        assertThat(campaign("start", "digits", "--name", "no name", "--seed", "-1")
                        .err())
                .contains("--name: is 'no name'", "--seed: is -1", "2 problems");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(campaign("list").err()).contains("can be read by others", "chmod 600");

        assertThat(asked).isEmpty();
    }

    @Test
    void startSendsTheTextsWithWhatWasSet() {
        status = 201;
        answer = "{\"name\": \"first\"}";

        assertThat(campaign("start", "digits", "--name", "first", "--seed", "5", "--set", "budget.rounds=3")
                        .out())
                .isEqualToIgnoringNewLines("started first");
        assertThat(asked)
                .singleElement()
                .asString()
                .startsWith("POST /api/v1/campaigns Bearer")
                .contains("\"name\":\"first\"", "\"seed\":5", "rounds: 3", "\"program\":\"---");
    }
}
