package dev.assay.ledger.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.privacy.Protection;
import dev.assay.learning.privacy.Protection.Noise;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteAbsence;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.research.cost.Cost;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SiteSummaryTest {
    private static final Noise LITTLE = new Noise(1.5, 2.25, 1e-5);
    private static final Noise MORE = new Noise(1.5, 3.5, 1e-5);

    /** Site 0 has no policy, 1 clips, 2 adds noise and is away once, 3 lets nothing out. The rounds of two trials, in no order. */
    private static final List<TrialEvent> ROUNDS = List.of(
            round(1, List.of(plain(), clipped(4, true), noised(MORE)), List.of()),
            round(0, List.of(plain(), clipped(4, false), noised(LITTLE)), List.of()),
            round(0, List.of(plain(), clipped(2, true)), List.of(new SiteAbsence(2, "its node is away"))),
            new UpdateRefused(Instant.EPOCH, 1, 3, "SITE_POLICY", "site 3 keeps its update"),
            new UpdateRefused(Instant.EPOCH, 1, 0, "LATE", "too late"));

    @Test
    void countsWhatPoliciesDidAndWhereSitesWereAway() {
        assertThat(SiteSummary.of(ROUNDS))
                .containsExactly(
                        new SiteSummary(1, 3, 0, 0, 3, 2, OptionalDouble.of(4), Optional.empty()),
                        new SiteSummary(2, 2, 0, 1, 2, 0, OptionalDouble.of(1), Optional.of(MORE)),
                        new SiteSummary(3, 0, 1, 0, 0, 0, OptionalDouble.empty(), Optional.empty()));
    }

    @Test
    void sitesWithoutAPolicyThatTookPartInAllAreNotNamed() {
        assertThat(SiteSummary.of(List.of(round(0, List.of(plain()), List.of()))))
                .isEmpty();
    }

    @Test
    void reportTellsOfThemToPeopleAndPrograms() {
        Report report = Report.of(Campaigns.small().events(), SiteSummary.of(ROUNDS));

        assertThat(ReportMarkdown.render(report))
                .contains("## Sites", "| 1 | 3 | 0 | 0 | 3 | 2 | 4.0 |  |  |")
                .contains("| 2 | 2 | 0 | 1 | 2 | not told | 1.0 | 1.5 x norm | 3.5000 at delta 1.0E-5 |")
                .contains("cannot be reproduced to the bit");
        JsonNode sites =
                JsonMapper.builder().build().readTree(ReportJson.render(report)).path("sites");
        assertThat(sites).hasSize(3);
        assertThat(sites.path(0).path("clip_norm").asDouble()).isEqualTo(4);
        assertThat(sites.path(0).has("noise")).isFalse();
        assertThat(sites.path(1).path("clipped").isNull()).isTrue();
        assertThat(sites.path(1).path("absences").asInt()).isEqualTo(1);
        assertThat(sites.path(1).path("noise").path("epsilon").asDouble()).isEqualTo(3.5);
    }

    @Test
    void reportOfAbsencesAloneSpeaksOfNoPolicy() {
        List<SiteSummary> away =
                SiteSummary.of(List.of(round(0, List.of(plain()), List.of(new SiteAbsence(2, "its node is away")))));

        assertThat(ReportMarkdown.render(Report.of(Campaigns.small().events(), away)))
                .contains("| 2 | 0 | 0 | 1 |")
                .doesNotContain("polic", "Epsilon");
    }

    @Test
    void reportOfACampaignWithoutAnyDoesNotMentionThem() {
        Report report = Report.of(Campaigns.small().events());

        assertThat(ReportMarkdown.render(report)).doesNotContain("## Sites");
        assertThat(ReportJson.render(report)).doesNotContain("\"sites\" : [");
    }

    private static RoundCompleted round(int round, List<SiteContribution> sites, List<SiteAbsence> absent) {
        Digest digest = Digest.of(new byte[] {(byte) round});
        return new RoundCompleted(Instant.EPOCH, round, digest, digest, sites, Cost.NONE, absent, Cost.NONE);
    }

    private static SiteContribution plain() {
        return new SiteContribution(0, 1, 8, 0.5, 1);
    }

    private static SiteContribution clipped(double norm, boolean clipped) {
        return protectedPart(1, new Protection(norm, clipped, Optional.empty()));
    }

    private static SiteContribution noised(Noise noise) {
        return protectedPart(2, new Protection(1, false, Optional.of(noise)));
    }

    private static SiteContribution protectedPart(int site, Protection protection) {
        return new SiteContribution(site, 1, 8, 0.5, 1, Optional.of(protection));
    }
}
