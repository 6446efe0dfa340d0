package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.FloatFeatures;
import dev.assay.learning.data.Targets;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.TrainingException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More rows than one piece of an evaluation holds. */
class EvaluationTest {
    private static final DjlTrainingEngine ENGINE = DjlTrainingEngine.onCpu();
    private static final int ROWS = 1_300;

    /** The one weight is 1: the outputs are the features, and every score can be had without an engine. */
    @Test
    void scoresAsTheMetricOfAllOutputs() {
        Network network = ArchitectureFamily.COX.build("c", new ArchitectureParameters(Map.of()), List.of(1), 1);
        ModelVector one = ModelVector.adopt(new float[] {1});
        Random random = new Random(1);
        float[] outputs = new float[ROWS];
        IntStream.range(0, ROWS).forEach(row -> outputs[row] = (float) random.nextGaussian());
        float[] times = new float[ROWS];
        IntStream.range(0, ROWS).forEach(row -> times[row] = random.nextInt(100));
        int[] labels = random.ints(ROWS, 0, 2).toArray();
        boolean[] events = new boolean[ROWS];
        IntStream.range(0, ROWS).forEach(row -> events[row] = labels[row] == 1);
        for (Metric metric : Metric.values()) {
            Targets targets = metric.takes(Targets.Kind.CLASS)
                    ? Targets.classes(labels)
                    : metric.takes(Targets.Kind.SURVIVAL) ? Targets.survival(times, events) : Targets.values(times);
            if (metric.takes(targets.kind())) {
                Examples rows = new Examples(new FloatFeatures(List.of(1), outputs), targets);
                assertThat(ENGINE.evaluate(network, one, rows, metric))
                        .as(metric.profileName())
                        .isEqualTo(metric.score(outputs, targets));
            }
        }
    }

    /** A model of zeros guesses evenly. */
    @Test
    void scoresTokens() {
        Network network = ArchitectureFamily.CHAR_LSTM.build(
                "l", new ArchitectureParameters(Map.of("embedding", 2, "hidden", 3)), List.of(4), 7);
        int[] tokens = new Random(1).ints(ROWS * 4, -1, 7).toArray();
        Examples rows = new Examples(new FloatFeatures(List.of(4), new float[ROWS * 4]), Targets.tokens(tokens, 4));
        ModelVector zeros = ModelVector.zeros(network.schema().size());
        assertThat(ENGINE.evaluate(network, zeros, rows, Metric.PERPLEXITY)).isCloseTo(7, within(1e-9));
        double zerosAmongTokens =
                (double) IntStream.of(tokens).filter(token -> token == 0).count()
                        / IntStream.of(tokens).filter(token -> token >= 0).count();
        assertThat(ENGINE.evaluate(network, zeros, rows, Metric.TOKEN_ACCURACY)).isEqualTo(zerosAmongTokens);
    }

    @Test
    void saysWhyThereIsNoScore() {
        Network network = TestingTasks.mlp(6, 8, 0);
        ModelVector model = TestingTasks.firstRound(network).global();
        Examples rows = new Examples(List.of(6), new float[12], new int[] {1, 1});
        assertThatExceptionOfType(TrainingException.class)
                .isThrownBy(() -> ENGINE.evaluate(network, model, rows, Metric.AUROC))
                .withMessageContaining("all 2 rows are of class 1");
    }
}
