package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.learning.privacy.Protection;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Owners of sites that let nothing of a larger norm leave, that shorten it, and that add noise: each by its node's own file. */
@EnabledIfSystemProperty(named = "assay.faults", matches = "all")
@Timeout(180)
class SitePolicyIT {
    private static final int BOUNDED = 0;
    private static final int CLIPPED = 1;
    private static final int NOISED = 2;

    /** Below that of any update. */
    private static final double SHORT = 1e-6;

    private static final double CLIP_NORM = 0.1;
    private static final double MULTIPLIER = 4;
    private static final double DELTA = 1e-5;
    private static final String ACCOUNT = "privacy-account.tsv";

    @TempDir
    Path folder;

    private CampaignCluster cluster;

    @Test
    void campaignEndsUnderThePoliciesOfItsSitesAndLedgerAndReportCountWhatTheyGaveAway() throws Exception {
        // What is clipped may not keep anything, as SCAFFOLD does.
        FederatedTask task =
                FederatedTask.in(folder, profile -> profile.with("[fedavg, scaffold, median]", "[fedavg, median]"));
        cluster = CampaignCluster.in(folder);
        List<String> policies = List.of(
                "max-norm = " + SHORT,
                "clip-norm = " + SHORT,
                "clip-norm = " + CLIP_NORM + ", noise-multiplier = " + MULTIPLIER + ", delta = " + DELTA
                        + ", max-epsilon = 1000, account = \"" + ACCOUNT + "\"");
        task.runOn(cluster, site -> "assay.node.policy { " + policies.get(site) + " }\n");
        Ledger ledger = cluster.ledger();
        assertThat(ledger.all(TrialEnded.class))
                .isNotEmpty()
                .extracting(TrialEnded::outcome)
                .hasOnlyElementsOfType(Scored.class);
        assertEachPolicyWasKept(ledger);
        int releases = parts(ledger, NOISED).size();
        assertAccounted(ledger, releases);
        assertReported(releases);
    }

    private static List<SiteContribution> parts(Ledger ledger, int site) {
        return ledger.all(RoundCompleted.class).stream()
                .flatMap(round -> round.sites().stream())
                .filter(part -> part.site() == site)
                .toList();
    }

    private static void assertEachPolicyWasKept(Ledger ledger) {
        int rounds = ledger.count(RoundCompleted.class);
        assertThat(parts(ledger, BOUNDED)).isEmpty();
        assertThat(ledger.all(UpdateRefused.class)).hasSize(rounds).allSatisfy(refused -> {
            assertThat(refused.site()).isEqualTo(BOUNDED);
            assertThat(refused.code()).isEqualTo("SITE_POLICY");
            assertThat(refused.message()).contains("a DIFF of norm", "at most " + SHORT + " may leave");
        });
        assertThat(parts(ledger, CLIPPED)).hasSize(rounds).allSatisfy(part -> {
            assertThat(part.norm()).isCloseTo(SHORT, within(SHORT / 1000));
            assertThat(part.protection().orElseThrow()).isEqualTo(new Protection(SHORT, true, Optional.empty()));
        });
        assertThat(parts(ledger, NOISED)).hasSize(rounds).allSatisfy(part -> {
            assertThat(part.norm()).as("with its noise").isGreaterThan(CLIP_NORM);
            assertThat(part.meanLoss()).isZero();
            Protection.Noise noise = part.protection().orElseThrow().noise().orElseThrow();
            assertThat(part.protection().get().clipNorm()).isEqualTo(CLIP_NORM);
            assertThat(noise.multiplier()).isEqualTo(MULTIPLIER);
            assertThat(noise.delta()).isEqualTo(DELTA);
        });
    }

    /** Each release adds 1 / (2 multiplier²) to rho; the ledger has epsilon of all of them. */
    private void assertAccounted(Ledger ledger, int releases) throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve(ACCOUNT));
        assertThat(lines).hasSize(2).first().isEqualTo("assay.privacy-account.v1");
        String[] line = lines.get(1).split("\t", -1);
        assertThat(line).hasSize(2);
        assertThat(Double.parseDouble(line[1])).isCloseTo(rho(releases), within(1e-9));
        assertThat(parts(ledger, NOISED).stream()
                        .mapToDouble(part -> part.protection()
                                .orElseThrow()
                                .noise()
                                .orElseThrow()
                                .epsilon())
                        .max()
                        .orElseThrow())
                .isCloseTo(epsilon(releases), within(1e-6));
    }

    private void assertReported(int releases) throws Exception {
        String run = cluster.run(SmallCampaign.NAME);
        try (AssayProcess verify = AssayProcess.start(folder, List.of("ledger", "verify", run))) {
            verify.expectExit(0);
        }
        try (AssayProcess report = AssayProcess.start(folder, List.of("report", run, "--json"))) {
            JsonNode sites = new JsonMapper()
                    .readTree(String.join("\n", report.expectExit(0).output()))
                    .path("sites");
            assertThat(sites.size()).isEqualTo(FederatedTask.SITES);
            assertThat(sites.path(BOUNDED).path("withheld").asInt()).isEqualTo(releases);
            assertThat(sites.path(CLIPPED).path("clipped").asInt()).isEqualTo(releases);
            assertThat(sites.path(NOISED).path("bounded").asInt()).isEqualTo(releases);
            assertThat(sites.path(NOISED).path("noise").path("epsilon").asDouble())
                    .isCloseTo(epsilon(releases), within(1e-6));
        }
        assertThat(Files.readString(folder.resolve(run).resolve("report.md"))).contains("## Sites", "4.0 x norm");
    }

    private static double rho(int releases) {
        return releases / (2 * MULTIPLIER * MULTIPLIER);
    }

    private static double epsilon(int releases) {
        double rho = rho(releases);
        return rho + 2 * Math.sqrt(rho * Math.log(1 / DELTA));
    }
}
