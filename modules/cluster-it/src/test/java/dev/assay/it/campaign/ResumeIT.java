package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A campaign that was killed or stopped ends as if nothing had happened, and does no finished work again. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(300)
class ResumeIT {
    private static final int MOST_KILLS = 8;

    @TempDir
    Path folder;

    /** In the middle of a trial, when it has just gone on from a checkpoint, and while the hold-out is open. */
    @Test
    void endsAsUndisturbedAfterKills(UndisturbedRun undisturbed) throws IOException {
        Path run = SmallCampaign.run(folder);
        int midTrial = 0;
        for (int kill = 0; kill < MOST_KILLS && midTrial < 2; kill++) {
            Set<Path> before = checkpoints(run);
            try (AssayProcess process = kill == 0
                    ? SmallCampaign.start(folder, "--width", "2")
                    : SmallCampaign.resume(folder, "--width", "3")) {
                awaitNewCheckpoint(process, run, before);
                process.kill();
            }
            Ledger ledger = Ledger.of(run);
            EqualCampaigns.assertKept(ledger, undisturbed.ledger());
            midTrial += ledger.isMidTrial(SmallCampaign.ROUNDS) ? 1 : 0;
        }
        // Where exactly a kill hits is luck: the first checkpoint may be on the disk before its event is.
        assertThat(midTrial).as("kills between two rounds of a trial").isEqualTo(2);

        try (AssayProcess process = SmallCampaign.resume(folder, "--width", "1")) {
            process.awaitLine("-- hold-out opened").kill();
        }
        EqualCampaigns.assertKept(Ledger.of(run), undisturbed.ledger());
        assertThat(Ledger.of(run).count(HoldOutOpened.class)).isEqualTo(1);

        try (AssayProcess process = SmallCampaign.resume(folder)) {
            process.awaitLine("lift ").expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    /** The checkpoints that trials would go on from are half-written, as by a machine that lost power, or changed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trainsRoundsAgainWhoseCheckpointIsDamaged(boolean halfWritten, UndisturbedRun undisturbed) throws IOException {
        Path run = SmallCampaign.run(folder);
        List<Path> needed = List.of();
        for (int kill = 0; kill < MOST_KILLS && needed.isEmpty(); kill++) {
            Set<Path> before = checkpoints(run);
            try (AssayProcess process =
                    kill == 0 ? SmallCampaign.start(folder) : SmallCampaign.resume(folder, "--width", "2")) {
                awaitNewCheckpoint(process, run, before);
                process.kill();
            }
            needed = neededCheckpoints(run);
        }
        assertThat(needed).as("checkpoints that trials go on from").isNotEmpty();
        for (Path checkpoint : needed) {
            byte[] content = Files.readAllBytes(checkpoint);
            content[content.length / 2] ^= 1;
            Files.write(checkpoint, halfWritten ? Arrays.copyOf(content, content.length / 2) : content);
        }

        try (AssayProcess process = SmallCampaign.resume(folder)) {
            process.expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    /** Those on the disk that the ledger has as the last ones of trials which have not ended. */
    private static List<Path> neededCheckpoints(Path run) {
        Map<String, Path> last = new TreeMap<>();
        for (RecordedEvent event : Ledger.of(run).events()) {
            if (event.event() instanceof RoundCompleted round) {
                last.put(event.persistenceId(), new BlobStore(run.resolve("blobs")).path(round.checkpoint()));
            } else if (event.event() instanceof TrialEnded) {
                last.remove(event.persistenceId());
            }
        }
        return last.values().stream().filter(Files::exists).toList();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void stopsCleanlyOnSignalAndSaysHowToResume(String signal, int status, UndisturbedRun undisturbed)
            throws IOException {
        Path run = SmallCampaign.run(folder);
        try (AssayProcess process = SmallCampaign.start(folder)) {
            awaitNewCheckpoint(process, run, Set.of());
            process.signal(signal);
            List<String> output = process.expectExit(status).output();
            assertThat(output.get(output.size() - 1)).contains("assay resume runs/" + SmallCampaign.NAME);
        }
        EqualCampaigns.assertKept(Ledger.of(run), undisturbed.ledger());
        try (AssayProcess process = SmallCampaign.resume(folder)) {
            process.expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    @Test
    void showsFinishedRunAgainAndChangesNothing(UndisturbedRun undisturbed) throws IOException {
        Map<String, String> before = outputs(undisturbed.run());
        try (AssayProcess process = SmallCampaign.resume(undisturbed.folder())) {
            List<String> summary = undisturbed
                    .output()
                    .subList(
                            undisturbed.output().indexOf(""),
                            undisturbed.output().size());
            assertThat(process.expectExit(0).output()).isEqualTo(summary);
        }
        assertThat(outputs(undisturbed.run())).isEqualTo(before);
        assertThat(Ledger.of(undisturbed.run())).isEqualTo(undisturbed.ledger());
    }

    /** Faster than reading the ledger: a small trial is over while its journal is copied. */
    private static void awaitNewCheckpoint(AssayProcess process, Path run, Set<Path> before) throws IOException {
        while (before.containsAll(checkpoints(run))) {
            if (!process.isAliveAfterMoment()) {
                process.exitStatus();
                throw new AssertionError("ended before it wrote another checkpoint:\n" + process.transcript());
            }
        }
    }

    private static Set<Path> checkpoints(Path run) throws IOException {
        Path blobs = run.resolve("blobs");
        if (Files.notExists(blobs)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{32,}"))
                    .collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            // A file went away while the folder was read: old checkpoints are deleted.
            return Set.of();
        }
    }

    private void assertFinishedAs(UndisturbedRun undisturbed) {
        Path run = SmallCampaign.run(folder);
        Ledger ledger = Ledger.of(run);
        assertThat(ledger.perTrial(TrialEnded.class).values()).containsOnly(1);
        assertThat(ledger.perTrial(RoundCompleted.class).values()).containsOnly(SmallCampaign.ROUNDS);
        EqualCampaigns.assertEqual(ledger, undisturbed.ledger());
        assertThat(run.resolve("report.md")).isNotEmptyFile();
        assertThat(run.resolve("progress.png")).isNotEmptyFile();
        EqualCampaigns.assertEqualTables(run, undisturbed.run());
    }

    private static Map<String, String> outputs(Path run) throws IOException {
        Map<String, String> outputs = new TreeMap<>();
        for (String name : List.of("results.tsv", "report.md", "report.json")) {
            outputs.put(name, Files.readString(run.resolve(name)));
        }
        return outputs;
    }
}
