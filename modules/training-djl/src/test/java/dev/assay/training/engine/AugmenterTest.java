package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import dev.assay.learning.training.TrainingException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AugmenterTest {
    private static final DjlTrainingEngine ENGINE = DjlTrainingEngine.onCpu();
    private static final int CHANNELS = 2;
    private static final int HEIGHT = 5;
    private static final int WIDTH = 7;

    /** The padded image is made in full, then the window is cut out and mirrored. */
    @ParameterizedTest
    @CsvSource({"0, true", "1, false", "2, true", "4, true"})
    void agreesWithPaddingCroppingAndMirroringByDefinition(int pad, boolean flip) {
        Augmentation augmentation = new Augmentation(pad, flip);
        Augmenter augmenter = new Augmenter(augmentation, List.of(CHANNELS, HEIGHT, WIDTH), stream(1));
        UniformRandomProvider same = stream(1);
        float[] image = image();
        Set<String> seen = new HashSet<>();
        for (int draw = 0; draw < 500; draw++) {
            int top = pad == 0 ? 0 : same.nextInt(2 * pad + 1);
            int left = pad == 0 ? 0 : same.nextInt(2 * pad + 1);
            boolean mirrored = flip && same.nextBoolean();
            seen.add(top + " " + left + " " + mirrored);
            float[] augmented = new float[image.length];
            augmenter.augment(image, augmented);
            for (int c = 0; c < CHANNELS; c++) {
                float[][] padded = padded(image, c, pad);
                for (int y = 0; y < HEIGHT; y++) {
                    for (int x = 0; x < WIDTH; x++) {
                        int column = mirrored ? WIDTH - 1 - x : x;
                        assertThat(augmented[(c * HEIGHT + y) * WIDTH + x]).isEqualTo(padded[top + y][left + column]);
                    }
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan((2 * pad + 1) * (2 * pad + 1) * (flip ? 2 : 1) * 9 / 10);
    }

    /** Grows by one border at a time, each the mirror of what lies inside of the outermost line of the image. */
    private static float[][] padded(float[] image, int channel, int pad) {
        float[][] padded = new float[HEIGHT + 2 * pad][WIDTH + 2 * pad];
        for (int y = 0; y < HEIGHT; y++) {
            System.arraycopy(image, (channel * HEIGHT + y) * WIDTH, padded[pad + y], pad, WIDTH);
            for (int k = 1; k <= pad; k++) {
                padded[pad + y][pad - k] = padded[pad + y][pad + k];
                padded[pad + y][pad + WIDTH - 1 + k] = padded[pad + y][pad + WIDTH - 1 - k];
            }
        }
        for (int k = 1; k <= pad; k++) {
            padded[pad - k] = padded[pad + k].clone();
            padded[pad + HEIGHT - 1 + k] = padded[pad + HEIGHT - 1 - k].clone();
        }
        return padded;
    }

    @Test
    void trainingDependsOnSeedSiteAndRoundAndOnNothingElse() {
        Network network = TestingTasks.cnn(0);
        Examples rows = TestingTasks.rows(TestingTasks.IMAGE, 12, 3);
        ModelVector diff = diff(plan(network, rows, new Augmentation(2, true), 0), 0);
        assertThat(diff(plan(network, rows, new Augmentation(2, true), 0), 0)).isEqualTo(diff);
        assertThat(diff(plan(network, rows, new Augmentation(2, true), 1), 0)).isNotEqualTo(diff);
        assertThat(diff(plan(network, rows, new Augmentation(2, true), 0), 1)).isNotEqualTo(diff);
        assertThat(diff(plan(network, rows, new Augmentation(2, false), 0), 0)).isNotEqualTo(diff);
        assertThat(diff(plan(network, rows, Augmentation.NONE, 0), 0)).isNotEqualTo(diff);
    }

    /** One row, and an image that is its own mirror: only the rows of the batch that were flipped could differ. */
    @Test
    void aSymmetricImageTrainsAsIfItWereNotFlipped() {
        float[] image = new float[64];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) Math.cos((i % 8 - 3.5) * (1 + i / 8));
        }
        Examples rows = new Examples(TestingTasks.IMAGE, image, new int[] {2});
        Network network = TestingTasks.cnn(0);
        assertThat(diff(plan(network, rows, new Augmentation(0, true), 0), 0))
                .isEqualTo(diff(plan(network, rows, Augmentation.NONE, 0), 0));
    }

    @Test
    void refusesRowsThatAreNoImagesOrTooSmall() {
        assertThat(new Augmentation(4, true).problem(List.of(3, 5, 5))).isEmpty();
        assertThat(Augmentation.NONE.problem(List.of(13))).isEmpty();
        Examples flat = TestingTasks.rows(List.of(6), 12, 3);
        assertThatExceptionOfType(TrainingException.class)
                .isThrownBy(() -> diff(plan(TestingTasks.mlp(6, 4, 0), flat, new Augmentation(0, true), 0), 0))
                .withMessageContaining("rows have shape [6]; augmentation needs images [channels, height, width]");
        Examples images = TestingTasks.rows(TestingTasks.IMAGE, 12, 3);
        assertThatExceptionOfType(TrainingException.class)
                .isThrownBy(() -> diff(plan(TestingTasks.cnn(0), images, new Augmentation(8, false), 0), 0))
                .withMessageContaining("padding is 8; images [1, 8, 8] allow at most 7");
    }

    @Test
    void evaluationSeesTheRowsAsTheyAre() {
        Network network = TestingTasks.cnn(0);
        Examples rows = TestingTasks.rows(TestingTasks.IMAGE, 40, 3);
        ModelVector model = TestingTasks.firstRound(network).global();
        double before = ENGINE.evaluate(network, model, rows, Metric.ACCURACY);
        diff(plan(network, rows, new Augmentation(2, true), 0), 0);
        assertThat(ENGINE.evaluate(network, model, rows, Metric.ACCURACY)).isEqualTo(before);
    }

    private static SitePlan plan(Network network, Examples rows, Augmentation augmentation, int site) {
        return new SitePlan(
                network,
                rows,
                TestingTasks.sgd(new LocalCompute.Epochs(2), 4, 0.1),
                Loss.CROSS_ENTROPY,
                augmentation,
                2,
                false,
                1,
                site,
                false);
    }

    private static ModelVector diff(SitePlan plan, int round) {
        ModelVector global = TestingTasks.firstRound(plan.network()).global();
        return ENGINE.train(plan, SiteState.FRESH, TestingTasks.round(round, global))
                .diff();
    }

    private static float[] image() {
        float[] image = new float[CHANNELS * HEIGHT * WIDTH];
        for (int i = 0; i < image.length; i++) {
            image[i] = i + 1;
        }
        return image;
    }

    private static UniformRandomProvider stream(long seed) {
        return RandomStreams.stream(seed, RandomPurpose.AUGMENTATION, 0, 0);
    }
}
