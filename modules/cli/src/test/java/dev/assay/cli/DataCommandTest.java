package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DataCommandTest {
    private static final String SHA_256 = "46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private static Path shipped() {
        return InvokedCommand.home().resolve("profiles/digits");
    }

    /** The shipped profile without its data, in a folder of its own, with a name that no other folder has data for. */
    private Path profile() throws IOException {
        Path own = Files.createDirectories(folder.resolve("own"));
        Files.writeString(
                own.resolve("profile.md"),
                Files.readString(shipped().resolve("profile.md"))
                        .replace("task: digits", "task: own-digits")
                        .replace("file: digits.csv.gz", "file: own-digits/digits.csv.gz"));
        return own;
    }

    private Path data() throws IOException {
        return Files.createDirectories(folder.resolve("data"));
    }

    @Test
    void aShippedFileIsPresent() throws IOException {
        InvokedCommand status = InvokedCommand.of("data", "status", "digits", "--data", data());

        assertThat(status.status()).isZero();
        assertThat(status.out()).startsWith("present  digits.csv.gz").contains("sha256 " + SHA_256, "terms: CC BY 4.0");
        assertThat(status.err()).isEmpty();
    }

    @Test
    void aMissingFileIsShownWithItsPlacesAndTheCommandThatGetsIt() throws IOException {
        InvokedCommand status = InvokedCommand.of("data", "status", profile(), "--data", data());

        assertThat(status.status()).isEqualTo(1);
        assertThat(status.out())
                .startsWith("missing  own-digits/digits.csv.gz")
                .contains(
                        "not at " + data().resolve("own-digits/digits.csv.gz"),
                        "not at " + profile().resolve("own-digits/digits.csv.gz"),
                        "from https://archive.ics.uci.edu/",
                        "get what is not there by: " + Home.command() + " data get " + profile() + " --data " + data()
                                + "\n");
    }

    @Test
    void theStatusAsJsonHasEverythingThatIsShown() throws IOException {
        Files.createDirectories(data().resolve("own-digits"));
        Files.writeString(data().resolve("own-digits/digits.csv.gz"), "altered");
        InvokedCommand status = InvokedCommand.of("data", "status", profile(), "--data", data(), "--json");

        assertThat(status.status()).isEqualTo(1);
        JsonNode file = JSON.readTree(status.out()).get("files").get(0);
        assertThat(file.get("state").asString()).isEqualTo("altered");
        assertThat(file.get("bytes").asLong()).isEqualTo(7);
        assertThat(file.get("sha256").asString()).isEqualTo(SHA_256);
        assertThat(file.get("faults").get(0).asString()).contains("is another file than the profile's");
        assertThat(file.get("path").asString())
                .isEqualTo(data().resolve("own-digits/digits.csv.gz").toString());
        assertThat(file.get("address").asString()).startsWith("https://archive.ics.uci.edu/");
        assertThat(JSON.readTree(status.out()).get("terms").asString()).isEqualTo("CC BY 4.0");
    }

    @Test
    void getsAFileFromAFolderAndThenItIsPresent() throws IOException {
        InvokedCommand got = InvokedCommand.of("data", "get", profile(), "--from", shipped(), "--data", data());

        assertThat(got.status()).isZero();
        assertThat(got.out()).contains("own-digits/digits.csv.gz: copied from " + shipped());
        assertThat(got.err()).isEmpty();
        assertThat(InvokedCommand.of("data", "status", profile(), "--data", data())
                        .status())
                .isZero();
        assertThat(InvokedCommand.of("data", "get", profile(), "--data", data()).out())
                .contains("is there already");
    }

    @Test
    void saysWhatToDoWhereOnlyAPageIsKnown() throws IOException {
        InvokedCommand got = InvokedCommand.of("data", "get", profile(), "--data", data());

        assertThat(got.status()).isEqualTo(1);
        assertThat(got.err())
                .contains(
                        "by hand",
                        "https://archive.ics.uci.edu/",
                        Home.command() + " data get " + profile() + " --data " + data() + " --from");
    }

    @Test
    void aCampaignThatLacksItsDataNamesTheCommandThatGetsThem() throws IOException {
        InvokedCommand refused =
                InvokedCommand.of("simulate", profile(), "--data", data(), "--runs", folder.resolve("runs"));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains("get it by '" + Home.command() + " data get " + profile() + " --data " + data() + "' from ");
        InvokedCommand got = InvokedCommand.of("data", "get", profile(), "--data", data(), "--from", shipped());
        assertThat(got.status()).isZero();
    }

    @Test
    void foldersThatAreNoneAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        InvokedCommand got = InvokedCommand.of("data", "get", "digits", "--data", file, "--from", folder.resolve("no"));
        assertThat(got.status()).isEqualTo(2);
        assertThat(got.err()).contains("--data: is " + file + ", which is not a folder", "--from: is ");
        assertThat(InvokedCommand.of("data", "status", "digits", "--data", file).status())
                .isEqualTo(2);
        assertThat(InvokedCommand.of("data", "status", "nothing").err()).contains("there is no profile 'nothing'");
    }

    @Test
    void checksumsAreLinesOfAProfile() throws IOException {
        Path compressed = folder.resolve("one.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write("one\n".getBytes(StandardCharsets.UTF_8));
        }
        Path tree = Files.createDirectories(folder.resolve("cifar"));
        Files.writeString(tree.resolve("data_batch_1.bin"), "one\n");
        // What sha256sum says of the file, and of the line that it prints for it.
        String one = "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806";
        InvokedCommand shown =
                InvokedCommand.of("data", "checksum", shipped().resolve("digits.csv.gz"), compressed, tree);

        assertThat(shown.status()).isZero();
        assertThat(shown.out().lines())
                .startsWith("file: digits.csv.gz", "sha256: " + SHA_256)
                .contains(
                        "# or, however it is compressed: content_sha256: " + one,
                        "file: cifar",
                        "tree_sha256: 643b3ed8a836a643ce72166d76a696e5c97898cf477c4cb2d55e2a3f946bedbf",
                        "# members:",
                        "#   data_batch_1.bin: " + one);
        // GNU tar made the archive; this is what sha256sum says of its files, as FileDigestsTest explains.
        assertThat(InvokedCommand.of("data", "checksum", Path.of("../data/src/test/resources/oracle/tree.tar.gz"))
                        .out())
                .contains("tree_sha256: d7f79d3fffae83aa541d0193d8e76bc74e9fb9d7b6c98fd4d4ef634a4bd4ce76");
        assertThat(InvokedCommand.of("data", "checksum", folder.resolve("no")).status())
                .isEqualTo(2);
    }
}
