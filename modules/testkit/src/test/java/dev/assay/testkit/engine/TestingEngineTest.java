package dev.assay.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.data.Examples;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TestingEngineTest {
    private static final Examples ROWS = new Examples(List.of(2), new float[10], new int[] {0, 1, 0, 1, 0});
    private static final Network NETWORK = ArchitectureFamily.MLP.build(
            "mlp", new ArchitectureParameters(Map.of("hidden", List.of(2))), List.of(2), 2);
    private static final ClientRule RULE = new ClientRule(
            new LocalCompute.Epochs(1), 2, 0.1, OptionalDouble.empty(), 0, 0, 0, OptionalDouble.empty(), 0);
    private static final ModelVector GLOBAL = ModelVector.zeros(NETWORK.schema().size());
    private static final RoundTask FIRST = new RoundTask(0, GLOBAL, Optional.empty());

    private static SitePlan plan(int site, boolean scaffold) {
        return new SitePlan(NETWORK, ROWS, RULE, Loss.CROSS_ENTROPY, Augmentation.NONE, 3, scaffold, 1, site, true);
    }

    @Test
    void sameArgumentsGiveSameBitsAndOtherSitesRoundsAndStatesGiveOthers() {
        TestingEngine engine = new TestingEngine();
        LocalUpdate update = engine.train(plan(0, false), SiteState.FRESH, FIRST);

        assertThat(new TestingEngine().train(plan(0, false), SiteState.FRESH, FIRST))
                .isEqualTo(update);
        assertThat(engine.train(plan(1, false), SiteState.FRESH, FIRST).diff()).isNotEqualTo(update.diff());
        assertThat(engine.train(plan(0, false), update.state(), FIRST).diff()).isNotEqualTo(update.diff());
        assertThat(engine.train(plan(0, false), SiteState.FRESH, new RoundTask(1, GLOBAL, Optional.empty()))
                        .diff())
                .isNotEqualTo(update.diff());
    }

    @Test
    void takesTheStepsThatTheRuleOrdersAndKeepsControlVariatesOnlyUnderScaffold() {
        TestingEngine engine = new TestingEngine();
        LocalUpdate plain = engine.train(plan(0, false), SiteState.FRESH, FIRST);
        LocalUpdate scaffold = engine.train(
                plan(0, true),
                SiteState.FRESH,
                new RoundTask(0, GLOBAL, Optional.of(ModelVector.zeros(GLOBAL.size()))));

        assertThat(plain.steps()).isEqualTo(3);
        assertThat(plain.state().unitsDone()).isEqualTo(1);
        assertThat(plain.controlDelta()).isEmpty();
        assertThat(scaffold.controlDelta())
                .isEqualTo(scaffold.state().control())
                .isPresent();
    }

    @Test
    void remembersItsCallsAlsoThoseThatFail() {
        TestingEngine engine = new TestingEngine((plan, task, sound) -> {
            throw new TrainingException("no memory", null);
        });

        assertThatThrownBy(() -> engine.train(plan(2, false), SiteState.FRESH, FIRST))
                .hasMessage("no memory");
        assertThat(engine.calls())
                .containsExactly(
                        new TestingEngine.Call(2, 0, 0, Thread.currentThread().getName()));
        assertThat(engine.trainings(0)).isEqualTo(1);
        assertThat(engine.trainings(1)).isZero();
    }

    @Test
    void scoresBetweenZeroAndOneAndRemembersTheRows() {
        TestingEngine engine = new TestingEngine();

        assertThat(engine.evaluate(NETWORK, GLOBAL, ROWS, Metric.ACCURACY)).isZero();
        assertThat(engine.evaluatedRows()).containsExactly(5);
    }
}
