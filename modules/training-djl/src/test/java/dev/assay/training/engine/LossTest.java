package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.FloatFeatures;
import dev.assay.learning.data.Targets;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.model.ModelSchema;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

/**
 * Two epochs over 10 rows in batches of 4, SGD with learning rate 0.1 and momentum 0.9. The expected numbers are PyTorch
 * 2.13's in double precision for the same weights and rows, Cox's loss being FLamby's code for Fed-TCGA-BRCA.
 */
class LossTest {
    private static final DjlTrainingEngine ENGINE = DjlTrainingEngine.onCpu();
    private static final int ROWS = 10;
    private static final int FEATURES = 6;
    private static final int VOCABULARY = 5;
    private static final int POSITIONS = 6;
    private static final double TOLERANCE = 2e-6;

    @Test
    void binaryCrossEntropyTrainsAsInPyTorch() {
        Targets targets = Targets.classes(
                IntStream.range(0, ROWS).map(row -> row % 3 == 0 ? 1 : 0).toArray());
        assertTrained(
                train(linear(), numbers(targets), Loss.BINARY_CROSS_ENTROPY, 0),
                0.8501263280775172,
                new double[] {0.44469667711933336, 0.1278497087077761},
                new double[] {-0.1811457524858192, 0.1278497087077761});
    }

    @Test
    void squaredErrorTrainsAsInPyTorch() {
        float[] values = new float[ROWS];
        IntStream.range(0, ROWS).forEach(row -> values[row] = (float) Math.cos(row));
        assertTrained(
                train(linear(), numbers(Targets.values(values)), Loss.SQUARED_ERROR, 0),
                0.7746491445837348,
                new double[] {0.35293930248792843, 0.3837615431311606},
                new double[] {-0.042876872107908526, -0.3837615431311606});
    }

    /** With equal times in every batch, and without an event in the last of an epoch. */
    @Test
    void coxTrainsAsInFlamby() {
        float[] times = new float[ROWS];
        boolean[] events = new boolean[ROWS];
        for (int row = 0; row < ROWS; row++) {
            times[row] = row * 7 % 5 + 1;
            events[row] = row % 3 != 0 && row < 8;
        }
        Network cox = ArchitectureFamily.COX.build("cox", parameters(Map.of()), List.of(FEATURES), 1);
        assertTrained(
                train(cox, numbers(Targets.survival(times, events)), Loss.COX, 0),
                0.2930965609850115,
                new double[] {0.646770858592563},
                new double[] {0.05922209262717002});
    }

    /** Some positions have no token, the last batch of an epoch has none at all. */
    @Test
    void crossEntropyOverTokensTrainsAsInPyTorch() {
        assertTrained(
                train(charLstm(), tokens(), Loss.CROSS_ENTROPY, 0),
                1.155954164697242,
                new double[] {
                    1.34230903845566, 2.485037935199022, 2.8364466730767948, 1.41679024718246, 1.4425272975959433,
                    2.846572864606106, 2.7974271217942572, 1.4330384980278903, 1.4098333001444079, 1.5634722076421872,
                    0.6079100112842556
                },
                new double[] {
                    -0.45485816424313086,
                    -0.4695665795893838,
                    -0.3252946643900524,
                    0.49164680883652434,
                    0.18795680769552248,
                    0.374151919687563,
                    -0.0753149162894616,
                    -0.2445804291894497,
                    0.234678163689198,
                    -0.459227514043006,
                    -0.18483881010132924
                });
    }

    @Test
    void smoothedCrossEntropyOverTokensTrainsAsInPyTorch() {
        assertTrained(
                train(charLstm(), tokens(), Loss.CROSS_ENTROPY, 0.1),
                1.1531002807057662,
                new double[] {
                    1.3424081365847311, 2.4850914692159294, 2.836477584507441, 1.4166103486529422, 1.4422329753943428,
                    2.8461885007092795, 2.797614857553427, 1.43425396724915, 1.4078343974323062, 1.5617750355860276,
                    0.5925587903468774
                },
                new double[] {
                    -0.4548932760591941,
                    -0.46956111313338067,
                    -0.3252862396285921,
                    0.49160869233058707,
                    0.18791869118958515,
                    0.37435747081588416,
                    -0.07523821100533278,
                    -0.24556728568282138,
                    0.2336913071958263,
                    -0.46135280276653046,
                    -0.15958872552694411
                });
    }

    @Test
    void refusesWhatDoesNotFitTheLoss() {
        assertRefused(linear(), numbers(Targets.values(new float[ROWS])), Loss.COX, 0)
                .withMessageContaining("cox does not take targets of kind VALUE");
        assertRefused(linear(), numbers(Targets.values(new float[ROWS])), Loss.SQUARED_ERROR, 0.1)
                .withMessageContaining("label smoothing is 0.1; squared_error");
        Network two = ArchitectureFamily.LINEAR.build("two", parameters(Map.of()), List.of(FEATURES), 2);
        assertRefused(two, numbers(Targets.values(new float[ROWS])), Loss.SQUARED_ERROR, 0)
                .withMessageContaining("two has outputs [2] a row")
                .withMessageContaining("needs [1]");
        Examples longer = new Examples(
                new FloatFeatures(List.of(POSITIONS), new float[ROWS * POSITIONS]),
                Targets.tokens(new int[ROWS * 7], 7));
        assertRefused(charLstm(), longer, Loss.CROSS_ENTROPY, 0)
                .withMessageContaining("outputs [6, 5] a row")
                .withMessageContaining("needs [7, tokens]");
        assertRefused(
                        linear(),
                        numbers(Targets.classes(new int[] {0, 1, 0, 1, 2, 0, 0, 0, 0, 0})),
                        Loss.BINARY_CROSS_ENTROPY,
                        0)
                .withMessageContaining("label 2; binary cross entropy takes the labels 0 and 1");
    }

    @Test
    void refusesTokensThatTheVocabularyLacks() {
        float[] features = new float[ROWS * POSITIONS];
        features[7] = VOCABULARY;
        Examples input = new Examples(new FloatFeatures(List.of(POSITIONS), features), tokens().targets());
        assertRefused(charLstm(), input, Loss.CROSS_ENTROPY, 0).withMessageContaining("index out of range");
        Examples target = new Examples(
                tokens().features(),
                Targets.tokens(
                        IntStream.range(0, ROWS * POSITIONS).map(i -> i % 6).toArray(), POSITIONS));
        assertRefused(charLstm(), target, Loss.CROSS_ENTROPY, 0)
                .withMessageContaining("label 5; the network has outputs for the labels 0 to 4");
    }

    private static Network linear() {
        return ArchitectureFamily.LINEAR.build("linear", parameters(Map.of()), List.of(FEATURES), 1);
    }

    private static Network charLstm() {
        Map<String, Object> sizes = Map.of("embedding", 3, "hidden", 4, "layers", 2);
        return ArchitectureFamily.CHAR_LSTM.build("lstm", parameters(sizes), List.of(POSITIONS), VOCABULARY);
    }

    private static ArchitectureParameters parameters(Map<String, Object> values) {
        return new ArchitectureParameters(values);
    }

    private static Examples numbers(Targets targets) {
        float[] features = new float[ROWS * FEATURES];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) Math.sin(0.6180339887 * i + 0.5);
        }
        return new Examples(new FloatFeatures(List.of(FEATURES), features), targets);
    }

    private static Examples tokens() {
        float[] features = new float[ROWS * POSITIONS];
        int[] tokens = new int[features.length];
        for (int i = 0; i < tokens.length; i++) {
            int row = i / POSITIONS;
            features[i] = (i * i + 3 * row) % VOCABULARY;
            tokens[i] = i % 7 == 3 || row >= 8 ? Targets.NO_TOKEN : (i * i + i) % VOCABULARY;
        }
        return new Examples(new FloatFeatures(List.of(POSITIONS), features), Targets.tokens(tokens, POSITIONS));
    }

    private record Trained(ModelSchema schema, ModelVector model, double meanLoss) {}

    private static Trained train(Network network, Examples rows, Loss loss, double smoothing) {
        ClientRule rule = new ClientRule(
                new LocalCompute.Epochs(2),
                4,
                0.1,
                OptionalDouble.empty(),
                0.9,
                0,
                0,
                OptionalDouble.empty(),
                smoothing);
        SitePlan plan = new SitePlan(network, rows, rule, loss, Augmentation.NONE, 1, false, 1, 0, false);
        ModelVector initial = initial(network.schema());
        LocalUpdate update = ENGINE.train(plan, SiteState.FRESH, TestingTasks.round(0, initial));
        return new Trained(network.schema(), TestingTasks.plus(initial, update.diff()), update.meanLoss());
    }

    /** Element i of tensor k is {@code 0.5 sin(0.7548776662 i + k)}. */
    private static ModelVector initial(ModelSchema schema) {
        float[] values = new float[schema.size()];
        for (int k = 0; k < schema.tensors().size(); k++) {
            for (int i = 0; i < schema.tensors().get(k).size(); i++) {
                values[schema.offset(k) + i] = (float) (0.5 * Math.sin(0.7548776662 * i + k));
            }
        }
        return ModelVector.adopt(values);
    }

    /**
     * @param norms Euclidean norm of each tensor
     * @param lasts last value of each tensor
     */
    private static void assertTrained(Trained trained, double meanLoss, double[] norms, double[] lasts) {
        assertThat(trained.meanLoss()).isCloseTo(meanLoss, within(TOLERANCE));
        assertThat(trained.schema().tensors()).hasSameSizeAs(norms);
        for (int k = 0; k < norms.length; k++) {
            double squares = 0;
            int end = trained.schema().offset(k)
                    + trained.schema().tensors().get(k).size();
            for (int i = trained.schema().offset(k); i < end; i++) {
                squares += Math.pow(trained.model().get(i), 2);
            }
            assertThat(Math.sqrt(squares)).as("norm %d", k).isCloseTo(norms[k], within(TOLERANCE));
            assertThat((double) trained.model().get(end - 1)).as("last %d", k).isCloseTo(lasts[k], within(TOLERANCE));
        }
    }

    private static ThrowableAssertAlternative<TrainingException> assertRefused(
            Network network, Examples rows, Loss loss, double smoothing) {
        return assertThatExceptionOfType(TrainingException.class)
                .isThrownBy(() -> train(network, rows, loss, smoothing));
    }
}
