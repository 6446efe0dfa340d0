package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run folder for a campaign that has none, as those of a cluster: here a golden ledger, in a database. */
@Timeout(120)
class AttachCommandTest {
    private static final String HEAD = "f98d199de3a0fc90e716f00304ab252a4e4473a77f9928608cc2b356d575ae49";
    private static final Pattern GONE =
            Pattern.compile("not intact: (\\S+) is gone; the ledger has it as of the final model");

    @TempDir
    Path folder;

    private TestingDatabase database;
    private Path export;
    private Path blobs;
    private Path run;

    @BeforeEach
    void prepare() throws Exception {
        database = TestingDatabase.prepared(folder);
        export = folder.resolve("v1.jsonl");
        blobs = Files.createDirectory(folder.resolve("blobs"));
        run = folder.resolve("runs").resolve("run");
        try (InputStream golden = new GZIPInputStream(Files.newInputStream(
                InvokedCommand.home().resolve("modules/agent-actor/src/test/resources/history/v1.jsonl.gz")))) {
            Files.copy(golden, export);
        }
    }

    private void fill() {
        assertThat(InvokedCommand.of(
                                "ledger", "import", export, folder.resolve("other"), "--ledger", database.settings())
                        .status())
                .isZero();
    }

    private InvokedCommand attach(String campaign) {
        return attach(run, campaign, database.settings(), blobs);
    }

    private static InvokedCommand attach(Path run, String campaign, Path ledger, Path blobs) {
        return InvokedCommand.of("ledger", "attach", run, "--campaign", campaign, "--ledger", ledger, "--blobs", blobs);
    }

    private InvokedCommand ledger(String command, Object... options) {
        return InvokedCommand.of(Stream.concat(Stream.of("ledger", command, run), Stream.of(options))
                .toArray());
    }

    private static void assertRefused(InvokedCommand command, String... words) {
        assertThat(command.err()).startsWith("assay: ").contains(words).doesNotContain("\tat ");
        assertThat(command.out()).isEmpty();
        assertThat(command.status()).isEqualTo(2);
    }

    @Test
    void everyCommandThatReadsARunTakesTheFolder() throws IOException {
        fill();
        InvokedCommand attached = attach("v1");

        assertThat(attached.err()).isEmpty();
        assertThat(attached.status()).isZero();
        assertThat(attached.out())
                .startsWith("attached     campaign 'v1' in database 'test_")
                .contains("blobs        " + blobs + "\n")
                .contains("report " + run + "\n", "ledger verify " + run + "\n");
        assertThat(ledger("head").out()).isEqualTo("48 " + HEAD + "\n");
        Path again = folder.resolve("again.jsonl");
        assertThat(ledger("export", "--format", "jsonl", "--out", again).status())
                .isZero();
        assertThat(again).hasSameBinaryContentAs(export);
        assertThat(ledger("replay", "--decisions").out()).contains("all 14 decisions in 48 events come out the same");
        for (String view : List.of("results", "best", "cost", "families", "axes")) {
            assertThat(ledger("results", "--view", view).out()).isNotEmpty();
        }
        assertThat(ledger("events").out()).contains("CampaignFinished");
        assertThat(InvokedCommand.of("report", run).status()).isZero();
        assertThat(run.resolve("report.md")).isRegularFile();
        assertThat(ledger("head").out()).as("the report is recorded").startsWith("49 ");
    }

    @Test
    void modelFilesAreThoseOfTheServers() throws IOException {
        fill();
        assertThat(attach("v1").out())
                .containsPattern("note         ([1-9][0-9]*) of \\1 final models are not in " + blobs);
        InvokedCommand gone = ledger("verify");
        assertThat(gone.status()).isEqualTo(3);
        Matcher model = GONE.matcher(gone.err());
        assertThat(model.find()).as(gone.err()).isTrue();
        Path missing = Path.of(model.group(1));
        assertThat(missing).startsWithRaw(run);

        Path there = blobs.resolve(run.resolve("blobs").relativize(missing));
        Files.createDirectories(there.getParent());
        Files.writeString(there, "another model");

        assertThat(ledger("verify").err())
                .contains(missing + " is not the file that the ledger has of the final model of trial");
        assertThat(ledger("gc", "--remove").err()).contains(missing + ", the final model of trial", "is damaged");
        assertThat(there).exists();
    }

    @Test
    void noPasswordIsWritten() throws IOException {
        fill();
        assertThat(attach("v1").status()).isZero();

        assertThat(run.toFile().list()).containsExactlyInAnyOrder("ledger.conf", "blobs");
        assertThat(run.resolve("ledger.conf"))
                .content()
                .contains("campaign = \"v1\"", database.settings().toString())
                .doesNotContain(PostgresServer.PASSWORD);
        assertThat(Files.readSymbolicLink(run.resolve("blobs"))).isEqualTo(blobs);
    }

    @Test
    void campaignThatHasNotEndedIsAttachedAndSaidToGoOn() throws Exception {
        database.add("young", new StopRequested(Instant.EPOCH, "x"));
        Files.createDirectories(run);

        assertThat(attach("young").out()).contains("campaign 'young' in database", ", which has not ended\n");
        assertThat(ledger("events").out()).contains("StopRequested");
    }

    @Test
    void unknownCampaignIsRefusedWithThoseThatThereAre() throws Exception {
        assertRefused(attach("first"), "there is no campaign 'first' in database 'test_", ", which has none yet");
        fill();
        database.add("young", new StopRequested(Instant.EPOCH, "x"));

        assertRefused(attach("first"), "there is no campaign 'first' in database 'test_", "; there are v1, young\n");
        assertThat(run.getParent()).doesNotExist();
    }

    @Test
    void whatIsInTheWayIsRefusedAndStays() throws IOException {
        fill();
        Files.createDirectories(run);
        Path notes = Files.writeString(run.resolve("notes.txt"), "mine");
        assertRefused(attach("v1"), "RUN: is " + run + ", must be a new folder or an empty one", "nothing was written");
        assertThat(run).isDirectoryContaining(file -> file.equals(notes));
        assertThat(run.toFile().list()).hasSize(1);

        assertRefused(attach(notes, "v1", database.settings(), blobs), "RUN: is " + notes);
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        assertRefused(attach(link, "v1", database.settings(), blobs), "RUN: is " + link);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        Files.createDirectories(run);
        Files.createFile(run.resolve("file"));
        assertRefused(
                attach(run, "v1", folder.resolve("none.conf"), folder.resolve("nowhere")),
                "3 problems",
                "none.conf: there is no such file",
                "RUN: is " + run,
                "--blobs: is " + folder.resolve("nowhere") + ", which is not a folder");
        for (Path inside : List.of(blobs, blobs.resolve("run"))) {
            assertRefused(
                    attach(inside, "v1", database.settings(), blobs),
                    "--blobs: is " + blobs + ", must not have the run folder in it");
        }
        assertThat(blobs).isEmptyDirectory();
    }

    @Test
    void databaseWithoutTablesIsRefusedWithWhatToDo() throws IOException {
        TestingDatabase empty = TestingDatabase.empty(folder);

        assertRefused(attach(run, "v1", empty.settings(), blobs), "by 'assay ledger init --ledger " + empty.settings());
        assertThat(run).doesNotExist();
    }
}
