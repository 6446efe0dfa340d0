package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.learning.architecture.Initializer;
import dev.assay.learning.architecture.Layer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.data.Examples;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SiteDropoutTest {
    private static final DjlTrainingEngine ENGINE = DjlTrainingEngine.onCpu();
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final Layer.Dropout SINGLE = new Layer.Dropout(0.3, false);
    private static final Layer.Dropout CHANNELS = new Layer.Dropout(0.3, true);
    private static final float KEPT = (float) (1 / 0.7);

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    @Test
    void dropsAboutTheGivenShareAndScalesTheRest() {
        float[] mask = mask(dropout(0), SINGLE, new Shape(100, 400));
        int dropped = 0;
        for (float value : mask) {
            assertThat(value).isIn(0f, KEPT);
            dropped += value == 0 ? 1 : 0;
        }
        // Five standard deviations of the share among 40,000 values.
        assertThat(dropped / 40_000.0).isCloseTo(0.3, within(5 * Math.sqrt(0.3 * 0.7 / 40_000)));
    }

    @Test
    void dropsWholeChannelsTogether() {
        try (NDArray input = MANAGER.ones(new Shape(50, 6, 3, 3));
                NDArray dropped = input.mul(dropout(0).mask(CHANNELS, input).orElseThrow())) {
            float[] values = dropped.toFloatArray();
            int zeros = 0;
            for (int channel = 0; channel < 50 * 6; channel++) {
                for (int pixel = 0; pixel < 9; pixel++) {
                    assertThat(values[channel * 9 + pixel]).isEqualTo(values[channel * 9]);
                }
                zeros += values[channel * 9] == 0 ? 1 : 0;
            }
            assertThat(zeros / 300.0).isCloseTo(0.3, within(5 * Math.sqrt(0.3 * 0.7 / 300)));
        }
    }

    @Test
    void drawsTheSameMasksForTheSameSiteAndOthersForAnother() {
        Shape shape = new Shape(8, 16);
        SiteDropout first = dropout(0);
        SiteDropout again = dropout(0);
        float[] step1 = mask(first, SINGLE, shape);
        float[] step2 = mask(first, SINGLE, shape);
        assertThat(step2).isNotEqualTo(step1);
        assertThat(mask(again, SINGLE, shape)).isEqualTo(step1);
        assertThat(mask(again, SINGLE, shape)).isEqualTo(step2);
        assertThat(mask(dropout(1), SINGLE, shape)).isNotEqualTo(step1);
    }

    @Test
    void masksOfOneStepDoNotShareTheirMemory() {
        SiteDropout dropout = dropout(0);
        try (NDArray input = MANAGER.ones(new Shape(8, 16));
                NDArray first = dropout.mask(SINGLE, input).orElseThrow()) {
            float[] before = first.toFloatArray();
            try (NDArray second = dropout.mask(SINGLE, input).orElseThrow()) {
                assertThat(second.toFloatArray()).isNotEqualTo(before);
            }
            assertThat(first.toFloatArray()).isEqualTo(before);
        }
    }

    @Test
    void theNextStepUsesTheMemoryAgainWhateverItsSize() {
        SiteDropout reused = dropout(0);
        SiteDropout fresh = dropout(0);
        for (int rows : new int[] {8, 3, 20}) {
            reused.beginStep();
            for (int layer = 0; layer < 2; layer++) {
                Shape shape = new Shape(rows, 16);
                assertThat(mask(reused, SINGLE, shape)).isEqualTo(mask(fresh, SINGLE, shape));
            }
        }
    }

    @Test
    void passesEverythingAtRateZero() {
        try (NDArray input = MANAGER.ones(new Shape(2, 2))) {
            assertThat(dropout(0).mask(new Layer.Dropout(0, false), input)).isEmpty();
        }
    }

    @Test
    void trainingDropsByTheSitesStream() {
        SitePlan plan = plan(TestingTasks.mlp(6, 32, 0.5), 0);
        assertThat(diff(plan)).isEqualTo(diff(plan));
        // No shuffling: only the masks are another site's.
        assertThat(diff(plan(plan.network(), 1))).isNotEqualTo(diff(plan));
        assertThat(diff(plan(TestingTasks.mlp(6, 32, 0), 0))).isNotEqualTo(diff(plan));
    }

    @Test
    void aSiteThatDropsNothingHasNothingOfItsOwn() {
        Network network = TestingTasks.mlp(6, 32, 0);
        assertThat(diff(plan(network, 1))).isEqualTo(diff(plan(network, 0)));
    }

    @Test
    void evaluationDropsNothing() {
        ModelVector model = Initializer.initialModel(TestingTasks.mlp(6, 32, 0), 3);
        Examples rows = TestingTasks.rows(List.of(6), 600, 4);
        assertThat(ENGINE.evaluate(TestingTasks.mlp(6, 32, 0.9), model, rows, Metric.ACCURACY))
                .isEqualTo(ENGINE.evaluate(TestingTasks.mlp(6, 32, 0), model, rows, Metric.ACCURACY));
    }

    private static SiteDropout dropout(int site) {
        return new SiteDropout(RandomStreams.stream(1, RandomPurpose.DROPOUT, site, 0));
    }

    private static float[] mask(SiteDropout dropout, Layer.Dropout layer, Shape shape) {
        try (NDArray input = MANAGER.ones(shape);
                NDArray mask = dropout.mask(layer, input).orElseThrow()) {
            return mask.toFloatArray();
        }
    }

    private static SitePlan plan(Network network, int site) {
        return new SitePlan(
                network,
                TestingTasks.rows(network.inputShape(), 30, 9),
                TestingTasks.sgd(new LocalCompute.Epochs(2), 8, 0.1),
                Loss.CROSS_ENTROPY,
                Augmentation.NONE,
                2,
                false,
                1,
                site,
                false);
    }

    private static ModelVector diff(SitePlan plan) {
        return ENGINE.train(plan, SiteState.FRESH, TestingTasks.firstRound(plan.network()))
                .diff();
    }
}
