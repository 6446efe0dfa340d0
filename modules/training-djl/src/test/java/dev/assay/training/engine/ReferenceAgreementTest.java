package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.architecture.Layer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.testkit.oracle.OracleAssertions;
import dev.assay.testkit.oracle.ReferenceEngine;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the oracles leave out: every knob of the client rule, alone and together, against formulas in double precision. */
class ReferenceAgreementTest {
    private static final DjlTrainingEngine ENGINE = DjlTrainingEngine.onCpu();
    private static final ReferenceEngine REFERENCE = new ReferenceEngine();
    private static final int ROUNDS = 3;
    private static final int ROWS = 22;

    static Stream<Named<ClientRule>> rules() {
        LocalCompute epochs = new LocalCompute.Epochs(2);
        OptionalDouble none = OptionalDouble.empty();
        return Stream.of(
                Named.of("plain", TestingTasks.sgd(epochs, 11, 0.1)),
                Named.of("partial last batch", TestingTasks.sgd(epochs, 8, 0.1)),
                Named.of("a batch larger than the site", TestingTasks.sgd(epochs, 100, 0.1)),
                Named.of("batches of one row", TestingTasks.sgd(new LocalCompute.Epochs(1), 1, 0.02)),
                Named.of("steps, a part of an epoch", TestingTasks.sgd(new LocalCompute.Steps(2), 8, 0.1)),
                Named.of("steps, more than an epoch", TestingTasks.sgd(new LocalCompute.Steps(7), 8, 0.1)),
                Named.of("cosine", new ClientRule(epochs, 8, 0.1, OptionalDouble.of(0), 0, 0, 0, none, 0)),
                Named.of("momentum", new ClientRule(epochs, 8, 0.1, none, 0.9, 0, 0, none, 0)),
                Named.of("weight decay", new ClientRule(epochs, 8, 0.1, none, 0, 0.05, 0, none, 0)),
                Named.of("fedprox", new ClientRule(epochs, 8, 0.1, none, 0, 0, 0.5, none, 0)),
                Named.of("clipping", new ClientRule(epochs, 8, 0.1, none, 0, 0, 0, OptionalDouble.of(0.1), 0)),
                Named.of(
                        "clipping out of reach",
                        new ClientRule(epochs, 8, 0.1, none, 0, 0, 0, OptionalDouble.of(1e6), 0)),
                Named.of("label smoothing", new ClientRule(epochs, 8, 0.1, none, 0, 0, 0, none, 0.3)),
                Named.of("everything", TestingTasks.everything(epochs, 8)),
                Named.of("everything, in steps", TestingTasks.everything(new LocalCompute.Steps(7), 8)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void agreesOnRowsInTheirOrder(ClientRule rule) {
        assertAgrees(plan(rule, 6, 9));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void agreesOnShuffledRows(ClientRule rule) {
        assertAgrees(TestingTasks.shuffledSite(plan(rule, 5, 13), 3));
    }

    private static SitePlan plan(ClientRule rule, int inputs, int hidden) {
        Network network = new Network(
                "tanh and relu",
                List.of(inputs),
                List.of(
                        new Layer.Dense("fc1", inputs, hidden),
                        new Layer.Tanh(),
                        new Layer.Dense("fc2", hidden, hidden),
                        new Layer.Relu(),
                        new Layer.Dense("fc3", hidden, TestingTasks.CLASSES)));
        return TestingTasks.plan(network, TestingTasks.rows(List.of(inputs), ROWS, 5), rule, ROUNDS);
    }

    private static void assertAgrees(SitePlan plan) {
        List<LocalUpdate> expected = train(REFERENCE, plan);
        List<LocalUpdate> actual = train(ENGINE, plan);
        for (int round = 0; round < ROUNDS; round++) {
            LocalUpdate right = expected.get(round);
            LocalUpdate update = actual.get(round);
            assertThat(error(update.diff(), right.diff()))
                    .as("relative error of the DIFF of round %d", round)
                    .isLessThanOrEqualTo(OracleAssertions.TOLERANCE);
            assertThat(update.steps()).isEqualTo(right.steps());
            assertThat(update.samples()).isEqualTo(right.samples());
            assertThat(update.meanLoss()).isCloseTo(right.meanLoss(), Percentage.withPercentage(0.01));
            assertThat(update.state().unitsDone()).isEqualTo(right.state().unitsDone());
            assertThat(update.state().momentum().isPresent())
                    .isEqualTo(right.state().momentum().isPresent());
            right.state()
                    .momentum()
                    .ifPresent(momentum -> assertThat(
                                    error(update.state().momentum().orElseThrow(), momentum))
                            .as("relative error of the momentum")
                            .isLessThanOrEqualTo(OracleAssertions.TOLERANCE));
        }
    }

    /** One site over all rounds, each from the model that the one before left. */
    private static List<LocalUpdate> train(TrainingEngine engine, SitePlan plan) {
        ModelVector[] global = {TestingTasks.firstRound(plan.network()).global()};
        SiteState[] state = {SiteState.FRESH};
        return IntStream.range(0, ROUNDS)
                .mapToObj(round -> {
                    LocalUpdate update = engine.train(plan, state[0], TestingTasks.round(round, global[0]));
                    global[0] = TestingTasks.plus(global[0], update.diff());
                    state[0] = update.state();
                    return update;
                })
                .toList();
    }

    private static double error(ModelVector actual, ModelVector expected) {
        return actual.minus(expected).norm() / expected.norm();
    }
}
