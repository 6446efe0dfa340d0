package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A recorded trial comes to the same bits again, and a ledger that says otherwise is found out although its chains are sound. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(300)
class ReproduceIT {
    private static final String RUN = "runs/" + SmallCampaign.NAME;
    private static final int EDITED_ROUND = 2;

    @TempDir
    Path folder;

    private Path temporary;

    @BeforeEach
    void makeTemporaryFolder() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
    }

    /** Those of the search, and those of the confirmation with the hold-out. */
    @Test
    void everyTrialOfTheBaselineHasTheSameBits(UndisturbedRun undisturbed) throws IOException {
        Path run = RunCopy.into(folder, undisturbed);
        Map<String, String> blobs = RunCopy.blobs(run);

        try (AssayProcess process = reproduce("c000", "--all-seeds")) {
            List<String> output = process.expectExit(0).output();
            assertThat(output.stream().filter(line -> line.startsWith("same bits: 4 rounds, and score ")))
                    .hasSize(5);
            assertThat(output.stream()
                            .filter(line -> line.startsWith("repeating ") && line.contains("with the hold-out")))
                    .hasSize(2);
            assertThat(output.stream().filter(line -> line.matches("same +\\d+ +4 of 4 +score 0\\..*")))
                    .hasSize(5);
        }

        assertThat(Ledger.of(run)).isEqualTo(undisturbed.ledger());
        assertThat(RunCopy.blobs(run)).isEqualTo(blobs);
        assertNothingIsLeft();
    }

    @Test
    void aChangedDigestUnderSoundChainsIsFoundByItsRound(UndisturbedRun undisturbed) throws Exception {
        Path run = RunCopy.into(folder, undisturbed);
        String trial = trialOf(undisturbed, 0);
        List<String> inTrial = new ArrayList<>();
        ResealedLedger.write(run, event -> {
            if (event instanceof TrialStarted started) {
                inTrial.add(started.plan().trialId());
            }
            boolean first = inTrial.get(inTrial.size() - 1).equals(trial);
            return first ? edited(event) : event;
        });
        try (AssayProcess process = AssayProcess.start(folder, "ledger", "verify", RUN)) {
            process.expectExit(0);
        }

        try (AssayProcess process = reproduce("c000")) {
            assertThat(process.expectExit(4).output())
                    .contains(
                            "differs in round " + EDITED_ROUND + ", the first that does:",
                            "    recorded  " + Digest.ofText("a lie"),
                            "  the machines differ:",
                            "  processor",
                            "    recorded  Babbage Engine")
                    .anyMatch(line -> line.startsWith("  round 1  model") && line.endsWith("same"))
                    .noneMatch(line -> line.startsWith("  round " + EDITED_ROUND + " "));
        }
        try (AssayProcess process = reproduce("c000", "--json")) {
            assertThat(String.join("", process.expectExit(4).output()))
                    .contains("\"same\":false", "\"verdict\":\"differs\"", "\"first_differing_round\":" + EDITED_ROUND);
        }
        try (AssayProcess process = reproduce("c001")) {
            process.expectExit(0);
        }
        assertNothingIsLeft();
    }

    @Test
    void aBrokenChainIsNotReproduced(UndisturbedRun undisturbed) throws Exception {
        Path run = RunCopy.into(folder, undisturbed);
        ResealedLedger.damage(run, LedgerIds.trial(trialOf(undisturbed, 0)).id(), 2);

        try (AssayProcess process = reproduce("c000")) {
            process.expectExit(3);
            assertThat(process.errors()).contains("event 3 of", "is not intact").doesNotContain("\tat ");
        }
    }

    @Test
    void whatIsNotThereIsRefusedWithWhatIs(UndisturbedRun undisturbed) throws IOException {
        RunCopy.into(folder, undisturbed);
        List<Long> seeds = undisturbed.ledger().all(TrialRequested.class).stream()
                .filter(requested -> requested.candidate() == 1)
                .map(TrialRequested::seed)
                .toList();

        assertThat(refused("c099")).contains("there is no candidate c099; the campaign has c000 to c00");
        assertThat(refused("c001", "--seed", "12345678"))
                .contains("c001 has no trial with seed 12345678; its seeds are " + seeds.get(0));
        assertThat(refused("c001", "--data", "nowhere")).contains("--data: is nowhere, which is not a folder");
        try (AssayProcess process = reproduce("c001", "--seed", seeds.get(0).toString())) {
            process.awaitLine("same bits").expectExit(0);
        }
    }

    /** As if it had been killed in the middle of its first trial: what there is of that is compared. */
    @Test
    void anUnfinishedTrialIsComparedAsFarAsItGot(UndisturbedRun undisturbed) throws Exception {
        Path run = RunCopy.into(folder, undisturbed);
        ResealedLedger.cutInTrial(run, trialOf(undisturbed, 0), 2);
        Ledger cut = Ledger.of(run);
        assertThat(cut.isMidTrial(SmallCampaign.ROUNDS)).isTrue();

        try (AssayProcess process = reproduce("c000", "--all-seeds")) {
            List<String> output = process.expectExit(0).output();
            assertThat(output)
                    .contains("same bits: 2 rounds; the recorded trial has not ended")
                    .noneMatch(line -> line.startsWith("  round 2"))
                    .anyMatch(line -> line.startsWith("note: ") && line.contains("no round and no end yet"));
        }
        assertThat(Ledger.of(run)).isEqualTo(cut);
        assertNothingIsLeft();
    }

    @Test
    void anInterruptLeavesNothingBehind(UndisturbedRun undisturbed) throws IOException {
        RunCopy.into(folder, undisturbed);

        try (AssayProcess process = reproduce("c000", "--all-seeds")) {
            process.awaitLine("  round 1").signal("TERM");
            process.expectExit(143);
            assertThat(process.errors()).doesNotContain("\tat ");
        }
        assertNothingIsLeft();
    }

    private AssayProcess reproduce(String candidate, String... more) {
        return AssayProcess.start(
                Path.of(System.getProperty("java.home")),
                List.of("-Djava.io.tmpdir=" + temporary),
                folder,
                Stream.concat(Stream.of("ledger", "reproduce", RUN, candidate), Stream.of(more))
                        .toList());
    }

    private String refused(String candidate, String... more) {
        try (AssayProcess process = reproduce(candidate, more)) {
            process.expectExit(2);
            assertThat(process.errors()).doesNotContain("\tat ");
            return process.errors();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("assay-")))
                    .isEmpty();
        }
    }

    private static String trialOf(UndisturbedRun undisturbed, int candidate) {
        return undisturbed.ledger().all(TrialRequested.class).stream()
                .filter(requested -> requested.candidate() == candidate)
                .findFirst()
                .orElseThrow()
                .trialId();
    }

    private static TrialEvent edited(TrialEvent event) {
        if (event instanceof TrialStarted started) {
            TreeMap<String, String> machine = new TreeMap<>(started.machine());
            machine.put("processor", "Babbage Engine");
            return new TrialStarted(started.at(), started.plan(), started.sites(), started.engine(), machine);
        }
        if (event instanceof RoundCompleted round && round.round() == EDITED_ROUND) {
            return new RoundCompleted(
                    round.at(), round.round(), Digest.ofText("a lie"), round.checkpoint(), round.sites(), round.cost());
        }
        return event;
    }
}
