package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What it means that two campaigns had the same result: everything is equal but times and the order in which trials ended. */
public final class EqualCampaigns {
    private EqualCampaigns() {}

    public static void assertEqual(Ledger actual, Ledger expected) {
        assertThat(actual.perTrial(TrialEnded.class)).isEqualTo(expected.perTrial(TrialEnded.class));
        assertThat(actual.trials()).isEqualTo(expected.trials());
        assertThat(actual.refusals()).isEqualTo(expected.refusals());
        assertThat(actual.decisions()).isEqualTo(expected.decisions());
        assertThat(actual.reports()).isEqualTo(expected.reports());
        assertThat(actual.count(ReportWritten.class)).isEqualTo(expected.count(ReportWritten.class));
    }

    /** Every event that the disturbed run has stored is one of the undisturbed run's, in each trial in the same order. */
    public static void assertKept(Ledger disturbed, Ledger undisturbed) {
        Map<String, List<String>> trials = undisturbed.trials();
        disturbed.trials().forEach((trial, events) -> assertBeginning("events of " + trial, events, trials.get(trial)));
        disturbed
                .refusals()
                .forEach((trial, refusals) -> assertThat(refusals)
                        .as("refused updates of %s", trial)
                        .doesNotHaveDuplicates()
                        .isSubsetOf(undisturbed.refusals().get(trial)));
        assertBeginning("decisions", disturbed.decisions(), undisturbed.decisions());
        assertThat(disturbed.reports()).doesNotHaveDuplicates().isSubsetOf(undisturbed.reports());
    }

    /** The tables of two runs, without the seconds. */
    public static void assertEqualTables(Path run, Path undisturbed) {
        assertThat(scores(run)).isEqualTo(scores(undisturbed));
    }

    private static List<String> scores(Path run) {
        try {
            return Files.readAllLines(run.resolve("results.tsv")).stream()
                    .map(line -> line.replaceFirst("^([^\t]*\t[^\t]*\t)[^\t]*", "$1"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertBeginning(String what, List<String> part, List<String> whole) {
        assertThat(part).as(what).isEqualTo(whole.subList(0, Math.min(part.size(), whole.size())));
    }
}
