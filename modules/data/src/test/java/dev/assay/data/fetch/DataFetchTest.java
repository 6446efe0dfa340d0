package dev.assay.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.assay.data.fetch.FetchResult.Outcome;
import dev.assay.data.file.DataFolders;
import dev.assay.data.file.FileDigests;
import dev.assay.learning.digest.Digest;
import dev.assay.research.dataset.Checksum;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataFile.Content;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads come from a server on the loopback interface that the test starts. */
class DataFetchTest {
    private static final byte[] CONTENT = "the right file\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    private static final Checksum CHECKSUM =
            new Checksum.OfFile(Digest.of(CONTENT).hex());

    @TempDir
    private Path target;

    @TempDir
    private Path other;

    private HttpServer server;
    private Duration patience = Duration.ofSeconds(60);
    private final List<Long> progress = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String serve(HttpHandler handler) {
        server.createContext("/file", handler);
        return address("/file");
    }

    private String address(String path) {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + path;
    }

    private static void answer(HttpExchange exchange, byte[] content) throws IOException {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    private FetchResult fetch(Checksum checksum, Optional<String> address, Optional<Path> from)
            throws InterruptedException {
        DataFile file = new DataFile("set/data.bin", checksum, address, Optional.empty(), Part.ANY, Content.ROWS);
        DataSource source = new DataSource(
                "https://example.org/page", "none", List.of(file), 1, 0, 2, new DataFormat.Idx(List.of(1), 1));
        return new DataFetch(
                        "./assay data get own",
                        source,
                        new DataFolders(List.of(target)),
                        target,
                        from,
                        (which, bytes, all) -> progress.add(bytes),
                        patience)
                .fetch(file);
    }

    private FetchResult download(HttpHandler handler) throws InterruptedException {
        return fetch(CHECKSUM, Optional.of(serve(handler)), Optional.empty());
    }

    /** Nothing but what was there, and no half file. */
    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(target)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> target.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void downloadsAndVerifies() throws Exception {
        FetchResult result = download(exchange -> answer(exchange, CONTENT));

        assertThat(result.outcome()).isEqualTo(Outcome.DOWNLOADED);
        assertThat(target.resolve("set/data.bin")).hasBinaryContent(CONTENT);
        assertThat(files()).containsExactly("set/data.bin");
        assertThat(progress).isSorted().endsWith((long) CONTENT.length);
    }

    @Test
    void followsRedirects() throws Exception {
        server.createContext("/elsewhere", exchange -> answer(exchange, CONTENT));
        FetchResult result = download(exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });

        assertThat(result.outcome()).isEqualTo(Outcome.DOWNLOADED);
    }

    @Test
    void aWrongFileIsNotKept() throws Exception {
        byte[] wrong = "another file".getBytes(StandardCharsets.UTF_8);
        FetchResult result = download(exchange -> answer(exchange, wrong));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.message())
                .isEqualTo("was downloaded from " + address("/file")
                        + ", which is another file than the profile's: sha256 is " + Digest.of(wrong) + ", must be "
                        + Digest.of(CONTENT));
        assertThat(files()).isEmpty();
    }

    @Test
    void anErrorOfTheServerIsTold() throws Exception {
        FetchResult result = download(exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });

        assertThat(result.message()).isEqualTo("could not be downloaded: " + address("/file") + " answered 404");
        assertThat(files()).isEmpty();
    }

    @Test
    void aDownloadThatBreaksOffIsNotKept() throws Exception {
        FetchResult result = download(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.getResponseBody().flush();
            exchange.close();
        });

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.message())
                .startsWith("could not be downloaded: " + address("/file") + " broke off after ")
                .endsWith(" of " + CONTENT.length + " bytes");
        assertThat(files()).isEmpty();
    }

    @Test
    @Timeout(60)
    void aDownloadThatStallsIsGivenUp() throws Exception {
        patience = Duration.ofSeconds(1);
        CountDownLatch given = new CountDownLatch(1);
        HttpHandler stalling = exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.getResponseBody().flush();
            try {
                given.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
        FetchResult result;
        try {
            result = download(stalling);
        } finally {
            given.countDown();
        }

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.message())
                .isEqualTo("could not be downloaded: " + address("/file")
                        + " sent nothing for 1 seconds, after 1000 of " + CONTENT.length + " bytes");
        assertThat(files()).isEmpty();
    }

    @Test
    void aDownloadWithoutEndIsGivenUp() throws Exception {
        FetchResult result = download(exchange -> {
            exchange.sendResponseHeaders(200, 1L << 40);
            exchange.close();
        });

        assertThat(result.message()).contains("sends more than", "far more than the profile's rows need");
    }

    @Test
    void aServerThatIsNotThereIsTold() throws Exception {
        String gone = address("/file");
        server.stop(0);

        assertThat(fetch(CHECKSUM, Optional.of(gone), Optional.empty()).message())
                .isEqualTo("could not be downloaded: there is no connection to " + gone);
    }

    @Test
    void aRightFileIsNeverTouched() throws Exception {
        Files.createDirectories(target.resolve("set"));
        Files.write(target.resolve("set/data.bin"), CONTENT);
        FetchResult result = download(exchange -> {
            throw new AssertionError("asked for the file");
        });

        assertThat(result.outcome()).isEqualTo(Outcome.PRESENT);
    }

    @Test
    void anAlteredFileIsReplacedOnlyByTheRightOne() throws Exception {
        Files.createDirectories(target.resolve("set"));
        Files.writeString(target.resolve("set/data.bin"), "altered");
        byte[] wrong = "another file".getBytes(StandardCharsets.UTF_8);
        assertThat(download(exchange -> answer(exchange, wrong)).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(target.resolve("set/data.bin")).hasContent("altered");

        server.removeContext("/file");
        assertThat(download(exchange -> answer(exchange, CONTENT)).outcome()).isEqualTo(Outcome.DOWNLOADED);
        assertThat(target.resolve("set/data.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void whatHasNoAddressOfItsOwnIsLeftToAPerson() throws Exception {
        FetchResult result = fetch(CHECKSUM, Optional.empty(), Optional.empty());

        assertThat(result.outcome()).isEqualTo(Outcome.BY_HAND);
        assertThat(result.message())
                .contains(
                        "https://example.org/page",
                        "download data.bin (sha256 " + Digest.of(CONTENT) + ")",
                        "'./assay data get own --from FOLDER'");
    }

    @Test
    void copiesFromAFolderByNameAndChecksum() throws Exception {
        Files.createDirectories(other.resolve("a/b"));
        Files.writeString(other.resolve("a/data.bin"), "of the same name");
        assertThat(fetch(CHECKSUM, Optional.empty(), Optional.of(other)).message())
                .startsWith("was not found below " + other + ": " + other.resolve("a/data.bin") + " is another file");
        Files.write(other.resolve("a/b/data.bin"), CONTENT);
        FetchResult result = fetch(CHECKSUM, Optional.empty(), Optional.of(other));

        assertThat(result.outcome()).isEqualTo(Outcome.COPIED);
        assertThat(result.message()).isEqualTo("copied from " + other.resolve("a/b/data.bin"));
        assertThat(files()).containsExactly("set/data.bin");
    }

    @Test
    void saysWhereAFileWasLookedFor() throws Exception {
        assertThat(fetch(CHECKSUM, Optional.empty(), Optional.of(other)).message())
                .isEqualTo("was not found: neither " + other.resolve("set/data.bin")
                        + " is there, nor a file data.bin anywhere below " + other);
    }

    @Test
    void copiesAFolderAsAWhole() throws Exception {
        Path folder = other.resolve("data.bin");
        Files.createDirectories(folder.resolve("inner"));
        Files.writeString(folder.resolve("inner/one.txt"), "one\n");
        Files.writeString(folder.resolve("two.txt"), "two\n");
        TreeMap<String, Digest> entries = new TreeMap<>();
        entries.put("inner/one.txt", Digest.ofText("one\n"));
        entries.put("two.txt", Digest.ofText("two\n"));
        Checksum tree = new Checksum.OfTree(FileDigests.ofTree(entries).hex());

        assertThat(fetch(tree, Optional.empty(), Optional.of(other)).outcome()).isEqualTo(Outcome.COPIED);
        assertThat(files()).containsExactly("set/data.bin/inner/one.txt", "set/data.bin/two.txt");

        Files.writeString(target.resolve("set/data.bin/two.txt"), "altered\n");
        assertThat(fetch(tree, Optional.empty(), Optional.of(other)).message()).contains("move it away first");
    }

    @Test
    void doesNotWriteThroughALinkThatLeavesTheFolder() throws Exception {
        Files.createSymbolicLink(target.resolve("set"), other);
        FetchResult result = download(exchange -> answer(exchange, CONTENT));

        assertThat(result.message()).isEqualTo("leads out of " + target + " by a symbolic link");
        assertThat(other).isEmptyDirectory();
    }
}
