package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.strategy.ServerRule;
import dev.assay.learning.strategy.Weighting;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.testkit.oracle.FederatedLoop;
import dev.assay.testkit.oracle.OracleAssertions;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules that must coincide where their parameters make them the same, trained by the real engine. */
class IdentityTest {
    private static final DjlTrainingEngine ENGINE = DjlTrainingEngine.onCpu();
    private static final int ROUNDS = 4;
    private static final int EPOCHS = 2;
    private static final Network NETWORK = TestingTasks.mlp(6, 8, 0);

    @Test
    void fedProxWithMuZeroIsFedAvgToTheBit() {
        ModelVector fedAvg = federated(new ServerRule.FedAvg(), rule(0), 3);
        // In 32 bits this mu is zero, but it takes the way of FedProx.
        assertThat(federated(new ServerRule.FedAvg(), rule(Double.MIN_NORMAL), 3))
                .isEqualTo(fedAvg);
        assertThat(federated(new ServerRule.FedAvg(), rule(0.1), 3)).isNotEqualTo(fedAvg);
    }

    @Test
    void theProximalTermIsNothingInTheFirstStepOfARound() {
        RoundTask round = TestingTasks.firstRound(NETWORK);
        assertThat(oneStep(rule(10), round)).isEqualTo(oneStep(rule(0), round));
    }

    @Test
    void fedAvgMWithServerRateOneAndMomentumZeroIsFedAvgToTheBit() {
        ModelVector fedAvg = federated(new ServerRule.FedAvg(), rule(0), 3);
        assertThat(federated(new ServerRule.FedAvgM(1, 0), rule(0), 3)).isEqualTo(fedAvg);
        assertThat(federated(new ServerRule.FedAvgM(1, 0.1), rule(0), 3)).isNotEqualTo(fedAvg);
    }

    @Test
    void trimmedToTheMiddleSiteIsTheMedianToTheBit() {
        assertThat(federated(new ServerRule.TrimmedMean(0.34), rule(0), 3))
                .isEqualTo(federated(new ServerRule.Median(), rule(0), 3));
    }

    @Test
    void oneSiteFederatedIsPlainTraining() {
        ClientRule inRounds = rule(0);
        ClientRule inOneGo = new ClientRule(
                new LocalCompute.Epochs(ROUNDS * EPOCHS),
                inRounds.batchSize(),
                inRounds.lr(),
                inRounds.cosineEtaMin(),
                inRounds.momentum(),
                inRounds.weightDecay(),
                0,
                inRounds.clipNorm(),
                inRounds.labelSmoothing());
        RoundTask start = TestingTasks.firstRound(NETWORK);
        ModelVector plain = ENGINE.train(TestingTasks.plan(NETWORK, rows(0), inOneGo, 1), SiteState.FRESH, start)
                .diff();
        ModelVector federated = federated(new ServerRule.FedAvg(), inRounds, 1).minus(start.global());
        // Each round rounds the DIFF and its sum with the global model to floats.
        assertThat(federated.minus(plain).norm() / plain.norm()).isLessThan(OracleAssertions.TOLERANCE / 10);
    }

    private static ClientRule rule(double proximalMu) {
        return new ClientRule(
                new LocalCompute.Epochs(EPOCHS),
                8,
                0.1,
                OptionalDouble.of(0.1),
                0.8,
                0.01,
                proximalMu,
                OptionalDouble.of(2),
                0.1);
    }

    private static ModelVector oneStep(ClientRule rule, RoundTask round) {
        ClientRule single = new ClientRule(
                new LocalCompute.Steps(1),
                rule.batchSize(),
                rule.lr(),
                rule.cosineEtaMin(),
                rule.momentum(),
                rule.weightDecay(),
                rule.proximalMu(),
                rule.clipNorm(),
                rule.labelSmoothing());
        return ENGINE.train(TestingTasks.plan(NETWORK, rows(0), single, ROUNDS), SiteState.FRESH, round)
                .diff();
    }

    private static ModelVector federated(ServerRule server, ClientRule client, int sites) {
        List<SitePlan> plans = IntStream.range(0, sites)
                .mapToObj(site -> TestingTasks.plan(NETWORK, rows(site), client, ROUNDS))
                .toList();
        ModelVector initial = TestingTasks.firstRound(NETWORK).global();
        return new FederatedLoop(server, Weighting.STEPS, plans, initial, ENGINE).rounds(ROUNDS);
    }

    private static Examples rows(int site) {
        return TestingTasks.rows(NETWORK.inputShape(), 19 + 5 * site, 100 + site);
    }
}
