package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.policy.PolicyGate;
import dev.assay.client.policy.SitePolicy;
import dev.assay.client.policy.SitePolicy.Clipping;
import dev.assay.client.policy.SitePolicy.Noise;
import dev.assay.learning.privacy.Protection;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Client nodes whose operators have rules of their own. */
@Timeout(60)
class SitePolicyTest {
    @TempDir
    private Path folder;

    private TrialBench bench;

    @BeforeEach
    void open() {
        bench = new TrialBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static SitePolicy of(OptionalDouble maxNorm, Optional<Clipping> clipping, String... campaigns) {
        return new SitePolicy(List.of(campaigns), Set.of(), maxNorm, clipping);
    }

    @Test
    void trialThatNoOperatorAllowsEndsWithTheirReasonAndBlamesNoRecipe() throws IOException {
        bench.node(PolicyGate.of(of(OptionalDouble.empty(), Optional.empty(), "other-*")));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.REFUSED_BY_POLICY);
        assertThat(outcome.message())
                .contains("round 0 needs 3 sites, there are 0", "campaign 'c' is not allowed, only other-*");
    }

    @Test
    void sitesGoToANodeWhoseOperatorAllowsTheTrial() throws IOException {
        bench.node(PolicyGate.of(of(OptionalDouble.empty(), Optional.empty(), "other-*")));
        bench.node(PolicyGate.of(of(OptionalDouble.empty(), Optional.empty(), "c")));

        assertThat(bench.run(TestingTask.fedAvg())).isInstanceOf(Scored.class);
    }

    @Test
    void updatesThatMayNotLeaveAreRecordedWithTheReason() throws IOException {
        bench.node(PolicyGate.of(of(OptionalDouble.of(1e-6), Optional.empty())));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.REFUSED_BY_POLICY);
        assertThat(outcome.message())
                .contains("SITE_POLICY: site 0 keeps its update by its site policy: a DIFF of norm");
        assertThat(bench.events(UpdateRefused.class))
                .hasSize(3)
                .allSatisfy(refused -> assertThat(refused.code()).isEqualTo("SITE_POLICY"));
    }

    @Test
    void ledgerHasWhatWasDoneToEveryUpdate() throws IOException {
        Noise noise = new Noise(4, 1e-5, OptionalDouble.empty(), folder.resolve("account"));
        bench.node(
                PolicyGate.of(of(OptionalDouble.empty(), Optional.of(new Clipping(0.01, Optional.of(noise))))),
                forgetful());

        assertThat(bench.run(TestingTask.fedAvg())).isInstanceOf(Scored.class);

        List<RoundCompleted> rounds = bench.events(RoundCompleted.class);
        assertThat(rounds).hasSize(TestingTask.ROUNDS);
        rounds.forEach(round -> assertThat(round.sites()).hasSize(3).allSatisfy(site -> {
            Protection protection = site.protection().orElseThrow();
            assertThat(protection.clipNorm()).isEqualTo(0.01);
            assertThat(protection.noise().orElseThrow().multiplier()).isEqualTo(4);
            assertThat(site.meanLoss()).isZero();
        }));
        assertThat(rounds.stream().map(round -> epsilon(round.sites().get(0)))).isSorted();
    }

    /** Without momentum. */
    private static TestingEngine forgetful() {
        return new TestingEngine((plan, task, sound) -> new LocalUpdate(
                sound.diff(),
                sound.controlDelta(),
                sound.steps(),
                sound.samples(),
                sound.meanLoss(),
                new SiteState(sound.state().unitsDone(), Optional.empty(), Optional.empty())));
    }

    @Test
    void updateThatNoiseMakesTooLongBlamesNoRecipe() throws IOException {
        Noise noise = new Noise(1e6, 1e-5, OptionalDouble.empty(), folder.resolve("account"));
        bench.node(
                PolicyGate.of(of(OptionalDouble.empty(), Optional.of(new Clipping(1, Optional.of(noise))))),
                forgetful());

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.REFUSED_BY_POLICY);
        assertThat(outcome.message()).contains("DIFF of norm", "at most 10", "with the noise of its site policy");
    }

    private static double epsilon(SiteContribution site) {
        return site.protection().orElseThrow().noise().orElseThrow().epsilon();
    }
}
