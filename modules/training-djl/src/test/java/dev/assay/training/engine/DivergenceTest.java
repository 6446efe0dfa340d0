package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values that run away are a result, which the server refuses; input that cannot be is an error with its cause. */
class DivergenceTest {
    private static final DjlTrainingEngine ENGINE = DjlTrainingEngine.onCpu();
    private static final Network NETWORK = TestingTasks.mlp(6, 8, 0);
    private static final Examples ROWS = TestingTasks.rows(List.of(6), 20, 1);

    @Test
    void anAbsurdLearningRateGivesADiffThatIsNotFinite() {
        LocalUpdate update = ENGINE.train(plan(ROWS, 1e30), SiteState.FRESH, TestingTasks.firstRound(NETWORK));
        assertThat(update.diff().isFinite()).isFalse();
        assertThat(update.meanLoss()).isNotFinite();
        assertThat(update.steps()).isEqualTo(9);
    }

    @Test
    void aModelWithNaNGivesADiffThatIsNotFinite() {
        float[] values = TestingTasks.firstRound(NETWORK).global().toArray();
        values[3] = Float.NaN;
        RoundTask task = TestingTasks.round(0, ModelVector.adopt(values));
        assertThat(ENGINE.train(plan(ROWS, 0.1), SiteState.FRESH, task).diff().isFinite())
                .isFalse();
        assertThat(ENGINE.evaluate(NETWORK, task.global(), ROWS, Metric.ACCURACY))
                .isZero();
    }

    @Test
    void trainingGoesOnAfterItRanAway() {
        RoundTask task = TestingTasks.firstRound(NETWORK);
        ModelVector before =
                ENGINE.train(plan(ROWS, 0.1), SiteState.FRESH, task).diff();
        ENGINE.train(plan(ROWS, 1e30), SiteState.FRESH, task);
        assertThat(ENGINE.train(plan(ROWS, 0.1), SiteState.FRESH, task).diff()).isEqualTo(before);
    }

    @Test
    void refusesALabelThatTheNetworkHasNoOutputFor() {
        int[] labels = ROWS.targets().strata();
        labels[5] = TestingTasks.CLASSES;
        Examples rows = new Examples(List.of(6), new float[6 * labels.length], labels);
        assertThatExceptionOfType(TrainingException.class)
                .isThrownBy(() -> ENGINE.train(plan(rows, 0.1), SiteState.FRESH, TestingTasks.firstRound(NETWORK)))
                .withMessageContaining("label 4")
                .withMessageContaining("0 to 3")
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAModelThatDoesNotFitTheNetwork() {
        assertThatExceptionOfType(TrainingException.class)
                .isThrownBy(() ->
                        ENGINE.train(plan(ROWS, 0.1), SiteState.FRESH, TestingTasks.round(0, ModelVector.zeros(7))))
                .withMessageContaining("7")
                .withCauseInstanceOf(RuntimeException.class);
        assertThatExceptionOfType(TrainingException.class)
                .isThrownBy(() -> ENGINE.evaluate(NETWORK, ModelVector.zeros(7), ROWS, Metric.ACCURACY))
                .withCauseInstanceOf(RuntimeException.class);
    }

    @Test
    void refusesRowsThatDoNotFitTheNetwork() {
        Examples rows = TestingTasks.rows(List.of(5), 20, 1);
        assertThatExceptionOfType(TrainingException.class)
                .isThrownBy(() -> ENGINE.train(plan(rows, 0.1), SiteState.FRESH, TestingTasks.firstRound(NETWORK)))
                .withCauseInstanceOf(RuntimeException.class);
    }

    private static SitePlan plan(Examples rows, double lr) {
        return TestingTasks.plan(NETWORK, rows, TestingTasks.sgd(new LocalCompute.Epochs(3), 8, lr), 2);
    }
}
