package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.HoldOutReader;
import dev.assay.ledger.campaign.Lineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A campaign goes on under the fingerprint that it began under, or not at all; another one is a labelled sub-campaign. */
@Timeout(180)
class ContractIT {
    private static final List<String> SHORT = List.of(
            "--max-candidates",
            "0",
            "--set",
            "budget.rounds=2",
            "--set",
            "program.seeds={baseline: 2, first: 1, full: 2, confirmation: 2}");

    @TempDir
    Path folder;

    private Path profile;
    private Path data;

    @BeforeEach
    void copyProfile() throws IOException {
        Path shipped = AssayProcess.home().resolve("profiles").resolve("digits");
        Path own = Files.createDirectory(folder.resolve("own"));
        profile = Files.copy(shipped.resolve("profile.md"), own.resolve("profile.md"));
        data = Files.copy(shipped.resolve("digits.csv.gz"), own.resolve("digits.csv.gz"));
    }

    @Test
    void editedProfileIsRefusedWithEveryDifferingFieldAndTheWayOut() throws IOException {
        kill(start("x"));
        edit("max_norm: 100", "max_norm: 101");
        edit("alpha: 0.1,", "alpha: 0.2,");

        String errors = refused("resume", "runs/x");

        assertThat(errors)
                .contains(
                        "updates.max_norm is 101, was 100",
                        "partition.alpha is 0.2, was 0.1",
                        "--parent runs/x --label NAME",
                        "with the --set values of before");
        assertThat(Ledger.of(run("x")).count(CampaignStarted.class)).isEqualTo(1);
    }

    @Test
    void otherDataFileIsRefusedEvenIfTheProfileNamesIt() throws IOException {
        kill(start("x"));
        edit("sha256: 46ab", "sha256: 56ab");

        assertThat(refused("resume", "runs/x")).contains("sha256 is \"56ab", ", was \"46ab");
    }

    /** Under a name of its own: the shipped profile's folder has a sound copy of the file, which would do. */
    @Test
    void alteredDataFileIsRefusedByItsChecksum() throws IOException {
        edit("task: digits", "task: own-digits");
        kill(start("x"));
        byte[] content = Files.readAllBytes(data);
        content[content.length / 2] ^= 1;
        Files.write(data, content);

        assertThat(refused("resume", "runs/x"))
                .contains("is another file than the profile's", "sha256", "46abec6b", "https://archive.ics.uci.edu/");
    }

    /** Prose and comments are no part of the fingerprint; the stop file brings the resumed campaign to its end soon. */
    @Test
    void editsThatNoScoreDependsOnAreFine() throws IOException {
        kill(start("x"));
        edit("# Task: digits", "# Task: digits, as I understand it");
        Files.createFile(run("x").resolve("STOP"));

        try (AssayProcess process = AssayProcess.start(folder, "resume", "runs/x")) {
            process.awaitLine("verdict").expectExit(0);
        }
    }

    @Test
    void aFileThatIsGoneIsToldOf() throws IOException {
        kill(start("x"));
        Files.delete(profile);
        Files.createFile(run("x").resolve("STOP"));

        try (AssayProcess process = AssayProcess.start(folder, "resume", "runs/x")) {
            process.awaitLine("note: the profile ").awaitLine("verdict").expectExit(0);
        }
    }

    @Test
    void anotherFingerprintIsALabelledSubCampaign() throws IOException {
        try (AssayProcess process = start("x")) {
            process.expectExit(0);
        }
        assertThat(refused(arguments("y", "--parent", "runs/x", "--label", "same")))
                .contains("no field of the fingerprint does", "resume runs/x");
        edit("max_norm: 100", "max_norm: 101");
        try (AssayProcess process =
                AssayProcess.start(folder, arguments("y", "--parent", "runs/x", "--label", "wider"))) {
            process.awaitLine("label     wider: scores do not compare with those of x")
                    .expectExit(0);
        }

        CampaignStarted parent = Ledger.of(run("x")).all(CampaignStarted.class).get(0);
        Lineage lineage =
                Ledger.of(run("y")).all(CampaignStarted.class).get(0).lineage().orElseThrow();
        assertThat(parent.lineage()).isEmpty();
        assertThat(lineage.label()).isEqualTo("wider");
        assertThat(lineage.parentId()).isEqualTo("x");
        assertThat(lineage.differences()).containsExactly("updates.max_norm is 101, was 100");
        assertThat(Files.readString(run("x").resolve("report.md")))
                .contains(lineage.parentFingerprint().hex());
        assertThat(Files.readString(run("y").resolve("report.md")))
                .contains("Sub-campaign `wider` of `x`", "do not compare", "max_norm is 101, was 100");
        assertThat(Files.readString(run("y").resolve("results.tsv"))).contains("wider, not comparable with x");
    }

    /** Under a name of its own, so that only the folder that is named has the moved file. */
    @Test
    void reportOpensTheHoldOutAndSaysSo() throws IOException {
        edit("task: digits", "task: own-digits");
        try (AssayProcess process = start("x")) {
            process.expectExit(0);
        }
        assertThat(Ledger.of(run("x")).count(HoldOutOpened.class)).isZero();
        assertThat(refused("report", "runs/x", "--hold-out", "c007")).contains("c007", "c000");
        assertThat(Ledger.of(run("x")).count(HoldOutOpened.class)).isZero();

        Path moved = Files.createDirectory(folder.resolve("moved"));
        Files.move(data, moved.resolve("digits.csv.gz"));
        assertThat(refused("report", "runs/x", "--hold-out", "c000")).contains("get it by '", " data get ");
        assertThat(Ledger.of(run("x")).count(HoldOutOpened.class)).isZero();

        try (AssayProcess process =
                AssayProcess.start(folder, "report", "runs/x", "--hold-out", "c000", "--data", "moved")) {
            process.awaitLine("verdict").expectExit(0);
        }

        Ledger ledger = Ledger.of(run("x"));
        assertThat(ledger.all(HoldOutOpened.class)).singleElement().satisfies(opened -> {
            assertThat(opened.by()).isEqualTo(HoldOutReader.REPORT);
            assertThat(opened.candidates()).containsExactly(0);
        });
        HoldOutScored scored = ledger.all(HoldOutScored.class).get(0);
        assertThat(scored.missing()).isEmpty();
        assertThat(scored.scores())
                .hasSize(2)
                .allSatisfy(score -> assertThat(score.score()).isBetween(0.05, 1.0));
        assertThat(Files.readString(run("x").resolve("report.md")))
                .contains("## Openings of the hold-out", "by a report for c000", "x/c000/seed-1 0.");

        edit("max_norm: 100", "max_norm: 101");
        try (AssayProcess process = AssayProcess.start(
                folder, arguments("y", "--parent", "runs/x", "--label", "wider", "--data", "moved"))) {
            process.awaitLine("hold-out  the hold-out had been opened in the parent campaign")
                    .expectExit(0);
        }
    }

    private AssayProcess start(String name) {
        return AssayProcess.start(folder, arguments(name));
    }

    private static List<String> arguments(String name, String... more) {
        return Stream.of(List.of("simulate", "own", "--runs", "runs", "--name", name), SHORT, List.of(more))
                .flatMap(List::stream)
                .toList();
    }

    private static void kill(AssayProcess process) {
        try (process) {
            process.awaitLine("-- baseline").kill();
        }
    }

    private String refused(String... arguments) {
        return refused(List.of(arguments));
    }

    private String refused(List<String> arguments) {
        try (AssayProcess process = AssayProcess.start(folder, arguments)) {
            process.expectExit(2);
            assertThat(process.errors()).doesNotContain("\tat ");
            return process.errors();
        }
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(profile);
        assertThat(text).contains(from);
        Files.writeString(profile, text.replace(from, to));
    }

    private Path run(String name) {
        return folder.resolve("runs").resolve(name);
    }
}
