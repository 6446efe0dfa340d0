package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.run.RunFolder;
import dev.assay.ledger.journal.H2Journal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that check a ledger and pass it on, on a golden ledger: an export, and a run that it is imported into. */
class LedgerCommandsTest {
    private static final String HEAD = "f98d199de3a0fc90e716f00304ab252a4e4473a77f9928608cc2b356d575ae49";

    @TempDir
    Path folder;

    private Path export;
    private Path run;

    @BeforeEach
    void unpack() throws IOException {
        export = folder.resolve("v1.jsonl");
        run = folder.resolve("run");
        try (InputStream golden = new GZIPInputStream(Files.newInputStream(
                InvokedCommand.home().resolve("modules/agent-actor/src/test/resources/history/v1.jsonl.gz")))) {
            Files.copy(golden, export);
        }
    }

    private InvokedCommand ledger(Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "ledger";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return InvokedCommand.of(all);
    }

    private void imported() {
        assertThat(ledger("import", export, run).status()).isZero();
    }

    private static void assertFails(InvokedCommand command, int status, String message) {
        assertThat(command.err()).contains(message).doesNotContain("\tat ");
        assertThat(command.status()).isEqualTo(status);
    }

    @Test
    void importedLedgerHasTheSameHeadAndTheSameExport() throws IOException {
        InvokedCommand imported = ledger("import", export, run);
        assertThat(imported.err()).isEmpty();
        assertThat(imported.out())
                .contains("imported 108 events of campaign v1 into " + H2Journal.file(run))
                .contains("head event 48 " + HEAD);
        assertThat(ledger("head", run)).isEqualTo(new InvokedCommand(0, "48 " + HEAD + "\n", ""));
        JsonNode head = json(ledger("head", run, "--json"));
        assertThat(head.path("hash").asString()).isEqualTo(HEAD);
        assertThat(head.path("open_trials").size()).isZero();

        Path again = folder.resolve("again.jsonl");
        assertThat(ledger("export", run, "--format", "jsonl", "--out", again).status())
                .isZero();
        assertThat(again).hasSameBinaryContentAs(export);
        assertThat(ledger("export", run, "--format", "jsonl").out()).isEqualTo(Files.readString(export));
    }

    @Test
    void importNeedsAFreshPlaceAndAnExport() throws IOException {
        imported();
        byte[] before = Files.readAllBytes(export);
        assertFails(ledger("import", export, run), 2, "there are events already in " + H2Journal.file(run));
        assertThat(ledger("head", run).out()).contains(HEAD);
        assertFails(ledger("import", run, folder.resolve("other")), 2, "is no file: give an export");
        assertFails(ledger("import", folder.resolve("none"), folder.resolve("other")), 2, "is no file");
        assertFails(ledger("import", export), 2, "Missing required parameter");
        Path other = Files.writeString(folder.resolve("x"), "no export");
        assertFails(ledger("import", other, folder.resolve("other")), 2, "is no export of a ledger");
        Files.writeString(other, Files.readString(export).replaceFirst("\"seed\":\"1\"", "\"seed\":\"2\""));
        assertFails(ledger("import", other, folder.resolve("other")), 3, "is not intact and was not imported: line 2");
        assertThat(folder.resolve("other")).doesNotExist();
        assertThat(export).hasBinaryContent(before);
    }

    @Test
    void verifyOfAnExportSaysWhatIsIntactOrWhereItIsNot() throws IOException {
        assertThat(ledger("verify", export).out())
                .contains("intact      108 events of campaign v1")
                .contains("head        event 48  " + HEAD)
                .contains("files       none: an export");
        assertThat(json(ledger("verify", export, "--json")).path("intact").asBoolean())
                .isTrue();
        Path damaged = Files.writeString(
                folder.resolve("x"), Files.readString(export).replaceFirst("\"meanLoss\":", "\"meanLoss\":1"));
        InvokedCommand found = ledger("verify", damaged);
        assertFails(found, 3, "assay: the ledger of " + damaged + " is not intact: line ");
        assertThat(found.out()).isEmpty();
        JsonNode flaw = json(ledger("verify", damaged, "--json"));
        assertThat(flaw.path("intact").asBoolean()).isFalse();
        assertThat(flaw.path("place").asString()).startsWith("line ");
        Files.writeString(damaged, Files.readString(export).substring(0, 40_000));
        assertFails(ledger("verify", damaged), 3, "the export was cut off");
        assertFails(ledger("replay", damaged), 3, "the export was cut off");
    }

    @Test
    void verifyOfARunFindsWhatIsChangedInTheJournalAndAmongTheFiles() throws Exception {
        imported();
        assertThat(ledger("verify", run).out()).contains("intact      108 events");
        Files.createDirectories(run.resolve("blobs"));
        assertFails(ledger("verify", run), 3, "is gone; the ledger has it as of the final model of trial");
        update("UPDATE \"event_journal\" SET \"deleted\" = TRUE WHERE \"sequence_number\" = 7"
                + " AND \"persistence_id\" LIKE 'campaign|%'");
        assertFails(ledger("verify", run), 3, "event 8 of campaign|v1 says that it is event 8 where event 7 belongs");
        for (String command : new String[] {"head", "replay", "events", "results"}) {
            assertFails(ledger(command, run), 3, "event");
        }
        assertFails(ledger("export", run, "--format", "jsonl"), 3, "is not intact and was not exported");
        Path key = folder.resolve("key");
        assertFails(ledger("sign", run, "--key", key, "--new-key"), 3, "is not intact and was not signed");
        assertThat(key).doesNotExist();
        update("DELETE FROM \"event_journal\" WHERE \"sequence_number\" = 1 AND \"persistence_id\" LIKE 'campaign|%'");
        assertFails(ledger("verify", run), 3, "says that it is event 2 where event 1 belongs");
        update("DELETE FROM \"event_journal\" WHERE \"persistence_id\" LIKE 'campaign|%'");
        assertFails(ledger("verify", run), 3, "the ledger has no event of a campaign");
    }

    @Test
    void nothingIsAddedWhereATrialIsNotIntact() throws Exception {
        imported();
        update("UPDATE \"event_journal\" SET \"deleted\" = TRUE WHERE \"sequence_number\" = 2"
                + " AND \"persistence_id\" LIKE 'trial|v1/c000/%'");

        assertFails(
                InvokedCommand.of("report", run, "--hold-out", "c000"),
                3,
                "is not intact, and nothing was added to it: event 3 of trial|v1/c000/");
    }

    /** As after a kill between the two: what is recorded is made by doing it again, and recorded once. */
    @Test
    void reportIsRecordedBeforeItsFilesAreReplaced() throws IOException {
        imported();
        Path blocked = Files.createDirectories(run.resolve("report.md").resolve("blocked"));
        assertThat(InvokedCommand.of("report", run).status()).isEqualTo(1);
        String recorded = ledger("head", run).out();
        assertThat(recorded).startsWith("49 ");
        Files.delete(blocked);
        Files.delete(blocked.getParent());

        assertThat(InvokedCommand.of("report", run).status()).isZero();

        assertThat(ledger("head", run).out()).isEqualTo(recorded);
        assertThat(run.resolve("report.md")).isRegularFile();
    }

    @Test
    void eventOfANewerReleaseIsReportedByEveryReadingCommand() throws Exception {
        imported();
        update("UPDATE \"event_journal\" SET \"event_ser_manifest\" = 'PhaseJudged.v1' WHERE \"sequence_number\" = 2"
                + " AND \"persistence_id\" LIKE 'campaign|%'");
        for (Object[] command : new Object[][] {
            {"head", run},
            {"verify", run},
            {"replay", run},
            {"replay", run, "--decisions"},
            {"events", run},
            {"results", run},
            {"export", run, "--format", "jsonl"},
            {"export", run, "--format", "tsv"}
        }) {
            assertFails(ledger(command), 3, "newer release of Assay wrote it");
        }
    }

    @Test
    void verifyOfWhatIsNoLedgerIsBadInput() throws IOException {
        assertFails(ledger("verify", folder), 2, "no ledger at " + folder);
        assertFails(ledger("verify", folder.resolve("none")), 2, "no ledger at");
        assertFails(ledger("verify", Files.writeString(folder.resolve("x"), "")), 2, "is no export of a ledger");
        assertFails(ledger("verify"), 2, "Missing required parameter");
        new H2Journal(folder).hold().close();
        assertFails(ledger("verify", folder), 2, "has no campaign yet");
        assertFails(ledger("head", folder), 2, "has no campaign yet");
    }

    @Test
    void exportRefusesWhatItCannotBe() {
        imported();
        assertFails(
                ledger("export", run, "--format", "nonsense"), 2, "expected one of [jsonl, tsv, mlflow, tensorboard]");
        assertFails(ledger("export", run), 2, "--format");
        assertFails(ledger("export", run, "--format", "jsonl", "--wide"), 2, "--wide is for --format tsv");
        assertFails(ledger("export", folder, "--format", "tsv"), 2, "no ledger at");
        assertThat(ledger("export", run, "--format", "tsv", "--wide")
                        .out()
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .split("\t"))
                .hasSize(18);
    }

    @Test
    void replayShowsTheStateAtAnyPointAndDerivesTheDecisions() throws IOException {
        assertThat(ledger("replay", export, "--decisions").out())
                .isEqualTo("all 14 decisions in 48 events come out the same\n");
        assertThat(json(ledger("replay", export, "--decisions", "--json"))
                        .path("same")
                        .asBoolean())
                .isTrue();
        assertThat(ledger("replay", export, "--until", 1).out()).contains("v1 after event 1 of 48, CampaignStarted");
        assertThat(json(ledger("replay", export, "--until", 9, "--json")).isObject())
                .isTrue();
        assertFails(ledger("replay", export, "--until", 0), 2, "--until is 0, must be 1 to 48");
        assertFails(ledger("replay", export, "--until", 49), 2, "--until is 49, must be 1 to 48");
        InvokedCommand half = ledger("replay", export, "--decisions", "--until", 3);
        assertThat(half.out()).isEqualTo("all 0 decisions in 3 events come out the same\n");
        assertThat(half.status()).isZero();
    }

    @Test
    void checkpointVouchesForTheLedgerAndForNoOther() throws IOException {
        imported();
        Path key = folder.resolve("key");
        Path checkpoint = folder.resolve("checkpoint.json");
        assertFails(ledger("sign", run, "--key", key), 2, "there is no such file; make one by '--new-key'");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, 1});
        assertFails(ledger("sign", run, "--key", binary), 2, "its public key " + binary + ".pub is not there");
        Files.copy(binary, folder.resolve("binary.pub"));
        assertFails(ledger("sign", run, "--key", binary), 2, "has no '-----BEGIN PRIVATE KEY-----'");
        assertFails(ledger("verify", export, "--public-key", binary), 2, "give one by --checkpoint FILE");
        assertFails(ledger("verify", export, "--checkpoint", folder.resolve("none")), 2, "there is no such file");
        assertFails(ledger("verify", export, "--checkpoint", binary), 2, "is not JSON");
        for (String other : new String[] {"{}", "[]", ""}) {
            Files.writeString(checkpoint, other);
            assertFails(ledger("verify", export, "--checkpoint", checkpoint), 2, "must say \"format\"");
        }
    }

    @Test
    void signedHeadShowsThatTheEndWasCutOff() throws Exception {
        imported();
        Path key = folder.resolve("key");
        Path checkpoint = folder.resolve("checkpoint.json");
        assertThat(ledger("sign", run, "--key", key, "--new-key", "--out", checkpoint)
                        .out())
                .contains("signed event 48 " + HEAD);
        assertFails(ledger("sign", run, "--key", key, "--new-key"), 2, "exists already, and a key is not replaced");
        Path publicKey = folder.resolve("key.pub");
        assertThat(ledger("verify", export, "--checkpoint", checkpoint, "--public-key", publicKey)
                        .out())
                .contains("checkpoint  the ledger goes on from event 48");
        Path changed = Files.writeString(
                folder.resolve("changed.json"), Files.readString(checkpoint).replace("48", "47"));
        assertFails(ledger("verify", run, "--checkpoint", changed), 2, "was changed, and proves nothing");
        assertThat(ledger("sign", run, "--key", folder.resolve("other"), "--new-key", "--out", changed)
                        .status())
                .isZero();
        assertFails(
                ledger("verify", run, "--checkpoint", changed, "--public-key", publicKey),
                2,
                "is signed with another key than " + publicKey);
        update("DELETE FROM \"event_journal\" WHERE \"sequence_number\" = 48");
        assertThat(ledger("verify", run).status()).isZero();
        assertFails(
                ledger("verify", run, "--checkpoint", checkpoint),
                3,
                "campaign|v1 has no event 48, which the checkpoint vouches for");
    }

    @Test
    void emptiedJournalIsNotIntactWhereACheckpointVouchesForIt() throws Exception {
        imported();
        Path checkpoint = folder.resolve("checkpoint.json");
        ledger("sign", run, "--key", folder.resolve("key"), "--new-key", "--out", checkpoint);
        update("DELETE FROM \"event_journal\"");
        assertFails(ledger("verify", run), 2, "has no campaign yet");
        assertFails(ledger("verify", run, "--checkpoint", checkpoint), 3, "the ledger has no event of a campaign");
    }

    @Test
    void eventOfANewerReleaseIsNotCalledDamage() throws Exception {
        imported();
        update("UPDATE \"event_journal\" SET \"event_ser_manifest\" = 'PhaseJudged.v1' WHERE \"sequence_number\" = 2"
                + " AND \"persistence_id\" LIKE 'campaign|%'");
        for (Object[] command : new Object[][] {{"verify", run}, {"head", run}, {"export", run, "--format", "tsv"}}) {
            InvokedCommand told = ledger(command);
            assertFails(told, 3, "cannot be verified by this release");
            assertThat(told.err()).doesNotContain("not intact");
        }
        assertFails(ledger("events", run), 3, "cannot be read by this release");
        assertThat(json(ledger("verify", run, "--json")).path("newer_release").asBoolean())
                .isTrue();
    }

    @Test
    void exportThatCannotBeWrittenToItsEndFails() {
        imported();
        for (String format : new String[] {"jsonl", "tsv"}) {
            StringWriter err = new StringWriter();
            int status = Main.commandLine()
                    .setOut(new PrintWriter(new FullDisk()))
                    .setErr(new PrintWriter(err, true))
                    .execute("ledger", "export", run.toString(), "--format", format);
            assertThat(status).isEqualTo(1);
            assertThat(err.toString()).contains("could not be written to its end");
        }
    }

    private static final class FullDisk extends Writer {
        @Override
        public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("no space left");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void reproduceComparesWithNothingThatIsNotIntact() throws Exception {
        imported();
        update(
                "UPDATE \"event_journal\" SET \"deleted\" = TRUE WHERE \"persistence_id\" = (SELECT MIN(\"persistence_id\")"
                        + " FROM \"event_journal\" WHERE \"persistence_id\" LIKE 'trial|%')");
        assertFails(ledger("reproduce", run, "c000", "--all-seeds"), 3, "is not intact: event");
    }

    @Test
    void filesMayBeAbsentOnlyWhereTheRunSaysThatItWasImported() throws Exception {
        imported();
        Path marker = run.resolve("imported.json");
        assertThat(new JsonMapper()
                        .readTree(Files.readString(marker))
                        .path("head")
                        .path("hash")
                        .asString())
                .isEqualTo(HEAD);
        assertThat(ledger("verify", run).status()).isZero();
        assertThat(ledger("gc", run).status()).isZero();
        Files.delete(marker);
        assertFails(ledger("verify", run), 3, "is gone; the ledger has it as of the final model of trial");
        assertFails(ledger("gc", run), 3, "nothing was removed");
    }

    @Test
    void refusedImportLeavesNothingBehind() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertFails(ledger("import", export, file), 2, "is no folder");
        Files.createDirectories(run);
        Files.writeString(run.resolve("ledger.conf"), "x = 1");
        assertThat(ledger("import", export, run).status()).isNotZero();
        try (Stream<Path> left = Files.list(run)) {
            assertThat(left).containsExactly(run.resolve("ledger.conf"));
        }
    }

    @Test
    void campaignsThatNoRunCanBeCalledAreRefused() {
        assertThat(RunFolder.isName("v1")).isTrue();
        for (String name : new String[] {"a/b", "", "..", "-x", "a b"}) {
            assertThat(RunFolder.isName(name)).as(name).isFalse();
        }
    }

    private static JsonNode json(InvokedCommand command) {
        return new JsonMapper().readTree(command.out());
    }

    private void update(String statement) throws SQLException {
        String file = H2Journal.file(run).toString().replace(".mv.db", "");
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + file, "sa", "");
                Statement change = connection.createStatement()) {
            assertThat(change.executeUpdate(statement)).isPositive();
        }
    }
}
