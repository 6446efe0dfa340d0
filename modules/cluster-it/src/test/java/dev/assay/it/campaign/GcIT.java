package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is removed is missed by nobody: everything that reads model files works as before. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(300)
class GcIT {
    private static final String RUN = "runs/" + SmallCampaign.NAME;

    private static final int MOST_KILLS = 8;

    @TempDir
    Path folder;

    @Test
    void aFinishedRunKeepsItsModelsAndAllThatReadsThem(UndisturbedRun undisturbed) throws IOException {
        Path run = RunCopy.into(folder, undisturbed);
        Map<String, String> before = RunCopy.blobs(run);
        List<Path> rubbish = litter(run);
        Map<String, String> littered = RunCopy.blobs(run);

        assertThat(gc()).anyMatch(line -> line.startsWith("removable    2 files, ") && line.contains("--remove"));
        assertThat(RunCopy.blobs(run)).isEqualTo(littered);
        assertThat(gc("--remove"))
                .anyMatch(line -> line.startsWith("removed      2 files, "))
                .anyMatch(line -> line.startsWith("needed       " + before.size() + " files, "));

        assertThat(rubbish).noneMatch(Files::exists);
        assertThat(RunCopy.blobs(run)).isEqualTo(before);
        assertThat(RunCopy.blobs(run).keySet().stream()
                        .map(name -> name.substring(name.lastIndexOf('/') + 1))
                        .collect(Collectors.toSet()))
                .isEqualTo(models(undisturbed.ledger()));
        assertThat(gc("--remove")).contains("nothing to remove");
        exits(0, "ledger", "verify", RUN);
        exits(0, "ledger", "reproduce", RUN, "c000");
        exits(0, "report", RUN, "--hold-out", "c001");
    }

    /** The rubbish of the crash itself is among what is removed. */
    @Test
    void aKilledRunGoesOnAsUndisturbed(UndisturbedRun undisturbed) throws IOException {
        Path run = SmallCampaign.run(folder);
        for (int kill = 0; kill < MOST_KILLS && !isMidTrial(run); kill++) {
            try (AssayProcess process =
                    kill == 0 ? SmallCampaign.start(folder, "--width", "2") : SmallCampaign.resume(folder)) {
                process.awaitLine(kill == 0 ? "-- baseline" : "going on");
                awaitMidTrial(process, run);
                process.kill();
            }
        }
        // Where exactly a kill hits is luck.
        assertThat(isMidTrial(run)).isTrue();
        List<Path> rubbish = litter(run);

        assertThat(gc("--remove")).anyMatch(line -> line.startsWith("removed "));

        assertThat(rubbish).noneMatch(Files::exists);
        try (AssayProcess process = AssayProcess.start(folder, "ledger", "verify", RUN)) {
            assertThat(process.expectExit(0).output())
                    .anyMatch(line -> line.matches("files .* [1-9] checkpoints, .*"))
                    .noneMatch(line -> line.startsWith("note "));
        }
        try (AssayProcess process = SmallCampaign.resume(folder)) {
            process.expectExit(0);
        }
        EqualCampaigns.assertEqual(Ledger.of(run), undisturbed.ledger());
        assertThat(RunCopy.blobs(run)).isEqualTo(RunCopy.blobs(undisturbed.run()));
    }

    @Test
    void aRunningCampaignIsLeftAlone() throws IOException {
        Path run = SmallCampaign.run(folder);
        try (AssayProcess campaign = SmallCampaign.startLong(folder)) {
            campaign.awaitLine("-- baseline");
            Path rubbish = litter(run).get(0);
            for (String option : List.of("--json", "--remove")) {
                try (AssayProcess process = AssayProcess.start(folder, "ledger", "gc", RUN, option)) {
                    process.expectExit(2);
                    assertThat(process.errors())
                            .contains("open in another process")
                            .doesNotContain("\tat ");
                }
            }
            assertThat(rubbish).exists();
            campaign.kill();
        }
    }

    @Test
    void nothingIsRemovedBesideADamagedModel(UndisturbedRun undisturbed) throws IOException {
        Path run = RunCopy.into(folder, undisturbed);
        List<Path> rubbish = litter(run);
        Digest model = new Digest(models(undisturbed.ledger()).iterator().next());
        Path damaged = new BlobStore(run.resolve("blobs")).path(model);
        Files.writeString(damaged, "half of a mod");

        try (AssayProcess process = AssayProcess.start(folder, "ledger", "gc", RUN, "--remove")) {
            process.expectExit(3);
            assertThat(process.errors())
                    .contains(model.hex(), "is damaged", "nothing was removed", "ledger verify " + RUN);
        }
        assertThat(rubbish).allMatch(Files::exists);
        assertThat(damaged).hasContent("half of a mod");
    }

    /** A stale checkpoint, as a kill between its successor's event and its removal leaves it, and half of another. */
    private static List<Path> litter(Path run) throws IOException {
        BlobStore blobs = new BlobStore(run.resolve("blobs"));
        Digest stale = blobs.put("a checkpoint that nobody goes on from".getBytes(StandardCharsets.UTF_8));
        Path part = blobs.path(stale).resolveSibling(stale.brief() + "4711.part");
        Files.writeString(part, "half of a checkp");
        return List.of(blobs.path(stale), part);
    }

    private static boolean isMidTrial(Path run) {
        return Files.exists(H2Journal.file(run)) && Ledger.of(run).isMidTrial(SmallCampaign.ROUNDS);
    }

    /** Reads the journal as any reading command does while the campaign has it open. */
    private static void awaitMidTrial(AssayProcess process, Path run) {
        boolean midTrial = false;
        while (!midTrial) {
            assertThat(process.isAliveAfterMoment()).as(process::transcript).isTrue();
            try (JournalReader journal = JournalReader.open(run)) {
                midTrial = new Ledger(journal.all()).isMidTrial(SmallCampaign.ROUNDS);
            }
        }
    }

    private static Set<String> models(Ledger ledger) {
        return ledger.all(TrialEnded.class).stream()
                .map(TrialEnded::outcome)
                .filter(Scored.class::isInstance)
                .map(outcome -> ((Scored) outcome).model().hex())
                .collect(Collectors.toSet());
    }

    private List<String> gc(String... options) {
        return exits(
                0,
                Stream.concat(Stream.of("ledger", "gc", RUN), Stream.of(options))
                        .toArray(String[]::new));
    }

    private List<String> exits(int status, String... arguments) {
        try (AssayProcess process = AssayProcess.start(folder, arguments)) {
            return process.expectExit(status).output();
        }
    }
}
