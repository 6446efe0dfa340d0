package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A campaign that was killed or stopped ends as if nothing had happened, and does no finished work again. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(300)
class ResumeIT {
    @TempDir
    Path folder;

    /** Once in the first trial, once among later ones, once while the hold-out is open. */
    @Test
    void endsAsUndisturbedAfterKillsAtThreePoints(UndisturbedRun undisturbed) {
        Path run = SmallCampaign.run(folder);
        try (AssayProcess process = SmallCampaign.start(folder, "--width", "2")) {
            Ledger.await(process, run, ledger -> ledger.count(RoundCompleted.class) >= 2);
            process.kill();
        }
        assertKept(Ledger.of(run), undisturbed.ledger());
        assertThat(Ledger.of(run).count(HoldOutOpened.class)).isZero();

        try (AssayProcess process = SmallCampaign.resume(folder, "--width", "3")) {
            Ledger.await(process, run, ledger -> ledger.count(TrialReported.class) >= 4);
            process.kill();
        }
        assertKept(Ledger.of(run), undisturbed.ledger());

        try (AssayProcess process = SmallCampaign.resume(folder, "--width", "1")) {
            Ledger.await(process, run, ledger -> ledger.count(HoldOutOpened.class) > 0);
            process.kill();
        }
        assertKept(Ledger.of(run), undisturbed.ledger());

        try (AssayProcess process = SmallCampaign.resume(folder)) {
            process.awaitLine("lift ").expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    /** The report goes to people: it has to be whole even if the kill came after the campaign's last event. */
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void stopsCleanlyOnSignalAndSaysHowToResume(String signal, int status, UndisturbedRun undisturbed)
            throws IOException {
        assumeFalse(
                signal.equals("INT") && ignoresInterrupts(),
                "this process was started without Ctrl-C, and so are its own");
        Path run = SmallCampaign.run(folder);
        try (AssayProcess process = SmallCampaign.start(folder)) {
            Ledger.await(process, run, ledger -> ledger.count(RoundCompleted.class) >= 4);
            process.signal(signal);
            List<String> output = process.expectExit(status).output();
            assertThat(output.get(output.size() - 1)).contains("assay resume runs/" + SmallCampaign.NAME);
        }
        assertKept(Ledger.of(run), undisturbed.ledger());
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

    /** Every event that the disturbed run has stored is one of the undisturbed run's, in each trial in the same order. */
    private static void assertKept(Ledger disturbed, Ledger undisturbed) {
        Map<String, List<String>> expected = undisturbed.trials();
        assertThat(disturbed.trials())
                .allSatisfy(
                        (trial, events) -> assertThat(expected.get(trial)).startsWith(events.toArray(String[]::new)));
        assertThat(undisturbed.decisions()).startsWith(disturbed.decisions().toArray(String[]::new));
    }

    private void assertFinishedAs(UndisturbedRun undisturbed) {
        Path run = SmallCampaign.run(folder);
        Ledger ledger = Ledger.of(run);
        assertThat(ledger.perTrial(TrialEnded.class).values()).containsOnly(1);
        assertThat(ledger.perTrial(RoundCompleted.class).values()).containsOnly(SmallCampaign.ROUNDS);
        EqualCampaigns.assertEqual(ledger, undisturbed.ledger());
        assertThat(run.resolve("report.md")).isNotEmptyFile();
        assertThat(run.resolve("progress.png")).isNotEmptyFile();
        assertThat(scores(run)).isEqualTo(scores(undisturbed.run()));
    }

    /** The table without the seconds. */
    private static List<String> scores(Path run) {
        try {
            return Files.readAllLines(run.resolve("results.tsv")).stream()
                    .map(line -> line.replaceFirst("^([^\t]*\t[^\t]*\t)[^\t]*", "$1"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> outputs(Path run) throws IOException {
        Map<String, String> outputs = new TreeMap<>();
        for (String name : List.of("results.tsv", "report.md", "report.json")) {
            outputs.put(name, Files.readString(run.resolve(name)));
        }
        return outputs;
    }

    /** Background jobs of some shells ignore Ctrl-C, and what they start inherits that. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> new BigInteger(line.substring("SigIgn:".length()).strip(), 16))
                .anyMatch(ignored -> ignored.testBit(2 - 1));
    }
}
