package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One {@code assay node} in a JVM of its own; killed when the test closes it. */
final class NodeProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String HEALTH = ", health at ";

    private final AssayProcess process;
    private String upLine = "";

    private NodeProcess(AssayProcess process) {
        this.process = process;
    }

    /** @param settings what stands in its file; its management listens wherever there is room */
    static NodeProcess start(Path folder, String name, String role, String settings, String... options) {
        return start(Host.HERE, folder, name, role, settings, options);
    }

    static NodeProcess start(Host host, Path folder, String name, String role, String settings, String... options) {
        try {
            Path file =
                    Files.writeString(folder.resolve(name + ".conf"), settings + "assay.node.management.port = 0\n");
            List<String> arguments = new ArrayList<>(List.of("node", "--role", role, "--conf", file.toString()));
            arguments.addAll(List.of(options));
            return new NodeProcess(AssayProcess.startWithin(host.wrapper(), List.of("-Xmx256m"), folder, arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody listens at now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it takes part in the cluster. */
    NodeProcess awaitUp() {
        process.awaitLine("up: ");
        List<String> output = process.output();
        upLine = output.get(output.size() - 1);
        return this;
    }

    /** What it says when it is up. */
    String upLine() {
        return upLine;
    }

    AssayProcess process() {
        return process;
    }

    /** Status of each member as this node sees it, by address; {@code Unreachable} where it cannot reach one. */
    SortedMap<String, String> members() {
        JsonNode answer = new JsonMapper().readTree(get("/cluster/members"));
        SortedMap<String, String> members = new TreeMap<>();
        answer.path("members")
                .forEach(member -> members.put(
                        member.path("node").asString(), member.path("status").asString()));
        answer.path("unreachable").forEach(lost -> members.put(lost.path("node").asString(), "Unreachable"));
        return members;
    }

    /** Waits until it sees the members so. */
    void awaitMembers(Predicate<SortedMap<String, String>> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        SortedMap<String, String> seen = members();
        while (!wanted.test(seen)) {
            assertThat(System.nanoTime()).as("still sees %s", seen).isLessThan(end);
            assertThat(process.isAliveAfterMoment()).as(process::transcript).isTrue();
            seen = members();
        }
    }

    /** Its address, as the others know it. */
    String address() {
        String place = upLine.substring("up: ".length(), upLine.indexOf(','));
        return "pekko://assay@" + place.substring(place.lastIndexOf(' ') + 1);
    }

    /** Port for the other nodes. */
    int port() {
        return Integer.parseInt(address().substring(address().lastIndexOf(':') + 1));
    }

    /** Where its management answers. */
    URI management() {
        return URI.create(upLine.substring(upLine.indexOf(HEALTH) + HEALTH.length()));
    }

    int status(String path) {
        return response(path).statusCode();
    }

    /** What it answers at its management address. */
    String get(String path) {
        HttpResponse<String> response = response(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private HttpResponse<String> response(String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(management() + path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
