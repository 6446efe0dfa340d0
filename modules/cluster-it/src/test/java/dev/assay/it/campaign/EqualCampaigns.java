package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.trial.TrialEvent.TrialEnded;

/** What it means that two campaigns had the same result: everything is equal but times and the order in which trials ended. */
final class EqualCampaigns {
    private EqualCampaigns() {}

    static void assertEqual(Ledger actual, Ledger expected) {
        assertThat(actual.perTrial(TrialEnded.class)).isEqualTo(expected.perTrial(TrialEnded.class));
        assertThat(actual.trials()).isEqualTo(expected.trials());
        assertThat(actual.decisions()).isEqualTo(expected.decisions());
        assertThat(actual.reports()).isEqualTo(expected.reports());
    }
}
