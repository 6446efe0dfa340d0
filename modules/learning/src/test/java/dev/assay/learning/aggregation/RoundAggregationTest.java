package dev.assay.learning.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ServerRule;
import dev.assay.learning.strategy.ServerRule.Adaptive;
import dev.assay.learning.strategy.ServerRule.FedAvg;
import dev.assay.learning.strategy.ServerRule.FedAvgM;
import dev.assay.learning.strategy.ServerRule.FedOpt;
import dev.assay.learning.strategy.ServerRule.Median;
import dev.assay.learning.strategy.ServerRule.Scaffold;
import dev.assay.learning.strategy.ServerRule.TrimmedMean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundAggregationTest {
    private static final int SIZE = 3_000;
    private static final List<ServerRule> RULES = List.of(
            new FedAvg(),
            new FedAvgM(0.7, 0.9),
            new FedOpt(Adaptive.ADAM, 0.1, 0.9, 0.99, 1e-3),
            new FedOpt(Adaptive.YOGI, 0.1, 0.9, 0.99, 1e-3),
            new FedOpt(Adaptive.ADAGRAD, 0.1, 0, 0, 1e-3),
            new Scaffold(),
            new Median(),
            new TrimmedMean(0.2));

    @Test
    void everyRuleGivesTheSameBitsInAnyOrderOfArrival() {
        for (ServerRule rule : RULES) {
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6));
            ServerState expected = threeRounds(rule, order);
            for (int shuffle = 0; shuffle < 5; shuffle++) {
                Collections.shuffle(order, new Random(shuffle));
                assertThat(threeRounds(rule, order))
                        .as("%s in order %s", rule, order)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void momentumZeroAndRateOneIsFedAvgToTheBit() {
        List<Integer> order = List.of(0, 1, 2, 3, 4, 5, 6);
        assertThat(threeRounds(new FedAvgM(1, 0), order).global())
                .isEqualTo(threeRounds(new FedAvg(), order).global());
    }

    @Test
    void oneSiteIsItsOwnModel() {
        ModelVector global = vector(1);
        ModelVector diff = vector(2);
        for (ServerRule rule : List.of(new FedAvg(), new Median(), new TrimmedMean(0.4))) {
            RoundAggregation round = RoundAggregation.begin(rule, SIZE, 1);
            round.fold(0, diff, 7, Optional.empty());
            ModelVector next = round.next(ServerState.initial(rule, global)).global();
            for (int i = 0; i < SIZE; i++) {
                assertThat(next.get(i)).isEqualTo(global.get(i) + diff.get(i));
            }
        }
    }

    @Test
    void weighsByStepsOverTheSitesThatCame() {
        RoundAggregation round = RoundAggregation.begin(new FedAvg(), 1, 4);
        round.fold(3, of(1), 1, Optional.empty());
        round.fold(1, of(5), 3, Optional.empty());
        ServerState next = round.next(ServerState.initial(new FedAvg(), of(10)));
        assertThat(next.global()).isEqualTo(of(14));
        assertThat(next.roundsDone()).isEqualTo(1);
    }

    @Test
    void medianTakesTheMiddleOrTheMeanOfTheTwoMiddleOnes() {
        assertThat(next(new Median(), 9, 1, 2)).isEqualTo(of(2));
        assertThat(next(new Median(), 9, 1, 2, 4)).isEqualTo(of(3));
        assertThat(next(new Median(), 5, 5, 5)).isEqualTo(of(5));
    }

    @Test
    void trimmedMeanDropsBothEndsOfTheSitesThatCame() {
        assertThat(next(new TrimmedMean(0.25), 100, 1, 3, -100)).isEqualTo(of(2));
        // 0.29 * 100 is 28.999999999999996 in doubles, and means 29: all 29 outliers go.
        float[] hundred = new float[100];
        Arrays.fill(hundred, 0, 29, 1_000);
        assertThat(next(new TrimmedMean(0.29), hundred)).isEqualTo(of(0));
        // floor(0.2 * 4) = 0: nothing is dropped.
        assertThat(next(new TrimmedMean(0.2), 4, 1, 3, 4)).isEqualTo(of(3));
    }

    @Test
    void trimmedMeanOfFractionZeroIsTheUnweightedMean() {
        ServerRule rule = new TrimmedMean(0);
        RoundAggregation trimmed = RoundAggregation.begin(rule, SIZE, 5);
        RoundAggregation mean = RoundAggregation.begin(new FedAvg(), SIZE, 5);
        for (int site = 0; site < 5; site++) {
            trimmed.fold(site, vector(site), site + 1, Optional.empty());
            mean.fold(site, vector(site), 1, Optional.empty());
        }
        ModelVector zero = ModelVector.zeros(SIZE);
        assertThat(trimmed.next(ServerState.initial(rule, zero)).global())
                .isEqualTo(mean.next(ServerState.initial(new FedAvg(), zero)).global());
    }

    @Test
    void adaptiveRulesFollowTheirFormulas() {
        // Two rounds with mean DIFF 0.5, then 0.25; beta1 0.8, beta2 0.9, lr 0.1, tau 0.01, worked out by hand:
        // m = 0.1, then 0.13; corrected by 0.2, then 0.36.
        double secondStep = 0.1 * (0.13 / 0.36);
        double firstStep = 0.1 * 0.5 / (0.5 + 0.01);
        // Adam: v = 0.025, then 0.9 * 0.025 + 0.1 * 0.0625 = 0.02875; corrected by 0.1, then 0.19.
        assertThat(adaptive(Adaptive.ADAM))
                .isCloseTo((float) (firstStep + secondStep / (Math.sqrt(0.02875 / 0.19) + 0.01)), within(1e-6f));
        // Yogi: v = 0.025, then, as 0.025 < 0.0625, 0.025 + 0.1 * 0.0625 = 0.03125; corrected likewise.
        assertThat(adaptive(Adaptive.YOGI))
                .isCloseTo((float) (firstStep + secondStep / (Math.sqrt(0.03125 / 0.19) + 0.01)), within(1e-6f));
        // Adagrad: v = 0.25, then 0.3125; not corrected.
        assertThat(adaptive(Adaptive.ADAGRAD))
                .isCloseTo((float) (firstStep + secondStep / (Math.sqrt(0.3125) + 0.01)), within(1e-6f));
    }

    @Test
    void missingSitesLeaveTheirShareOfTheControlVariate() {
        ServerRule rule = new Scaffold();
        RoundAggregation round = RoundAggregation.begin(rule, 1, 4);
        round.fold(0, of(1), 1, Optional.of(of(8)));
        round.fold(2, of(1), 3, Optional.of(of(4)));
        ServerState next = round.next(ServerState.initial(rule, of(0)));
        assertThat(next.control()).contains(of(2.5f));
    }

    @Test
    void refusesUpdatesThatDoNotBelong() {
        RoundAggregation round = RoundAggregation.begin(new FedAvg(), 2, 2);
        ModelVector diff = ModelVector.zeros(2);
        round.fold(1, diff, 1, Optional.empty());
        assertThatThrownBy(() -> round.fold(1, diff, 1, Optional.empty())).hasMessageContaining("site 1 was folded");
        assertThatThrownBy(() -> round.fold(2, diff, 1, Optional.empty())).hasMessageContaining("sites 0 to 1");
        assertThatThrownBy(() -> round.fold(0, ModelVector.zeros(1), 1, Optional.empty()))
                .hasMessageContaining("DIFF of site 0 has 1 values, the model 2");
        assertThatThrownBy(() -> round.fold(0, diff, 0, Optional.empty())).hasMessageContaining("weight 0");
        assertThatThrownBy(() -> round.fold(0, diff, 1, Optional.of(diff))).hasMessageContaining("control delta");
        assertThatThrownBy(() -> round.fold(0, ModelVector.copyOf(new float[] {0, Float.NaN}), 1, Optional.empty()))
                .hasMessageContaining("not finite");
        // Site 0 was refused each time, and is still free.
        round.fold(0, ModelVector.copyOf(new float[] {2, 4}), 1, Optional.empty());
        assertThat(round.next(ServerState.initial(new FedAvg(), diff)).global())
                .isEqualTo(ModelVector.copyOf(new float[] {1, 2}));
    }

    @Test
    void scaffoldRefusesABadControlDeltaWithoutFoldingTheDiff() {
        RoundAggregation round = RoundAggregation.begin(new Scaffold(), 1, 1);
        assertThatThrownBy(() -> round.fold(0, of(1), 1, Optional.empty())).hasMessageContaining("no control delta");
        assertThatThrownBy(() -> round.fold(0, of(1), 1, Optional.of(of(Float.NaN))))
                .hasMessageContaining("not finite");
        round.fold(0, of(2), 1, Optional.of(of(3)));
        assertThat(round.next(ServerState.initial(new Scaffold(), of(0))).global())
                .isEqualTo(of(2));
    }

    @Test
    void refusesAnEmptyRoundAndAForeignState() {
        RoundAggregation round = RoundAggregation.begin(new FedAvg(), 1, 1);
        ServerState state = ServerState.initial(new FedAvg(), of(0));
        assertThatThrownBy(() -> round.next(state)).isInstanceOf(IllegalStateException.class);
        round.fold(0, of(1), 1, Optional.empty());
        assertThatThrownBy(() -> round.next(ServerState.initial(new Scaffold(), of(0))))
                .hasMessageContaining("does not belong");
        assertThatThrownBy(() -> round.next(ServerState.initial(new FedAvg(), ModelVector.zeros(2))))
                .hasMessageContaining("2 values");
    }

    @Test
    void leavesTheStateBeforeAsItWas() {
        for (ServerRule rule : RULES) {
            ServerState before = ServerState.initial(rule, vector(0));
            RoundAggregation round = RoundAggregation.begin(rule, SIZE, 1);
            round.fold(0, vector(1), 1, control(rule, 2));
            round.next(before);
            assertThat(before).isEqualTo(ServerState.initial(rule, vector(0)));
            assertThat(round.next(before)).isEqualTo(round.next(before));
        }
    }

    private static ServerState threeRounds(ServerRule rule, List<Integer> order) {
        ServerState state = ServerState.initial(rule, vector(0));
        for (int r = 0; r < 3; r++) {
            RoundAggregation round = RoundAggregation.begin(rule, SIZE, 7);
            for (int site : order) {
                round.fold(site, vector(100 * r + site), 1 + site % 3, control(rule, 50 * r + site));
            }
            state = round.next(state);
        }
        return state;
    }

    private static Optional<ModelVector> control(ServerRule rule, int seed) {
        return rule instanceof Scaffold ? Optional.of(vector(seed)) : Optional.empty();
    }

    @Test
    void withoutBiasCorrectionTheMomentsAreTakenAsTheyAre() {
        // m = 0.1, v = 0.025: 0.1 * 0.1 / (sqrt(0.025) + 0.01); then m = 0.13, v = 0.02875.
        assertThat(adaptive(new FedOpt(Adaptive.ADAM, 0.1, 0.8, 0.9, 0.01, false)))
                .isEqualTo(
                        (float) (0.01 / (Math.sqrt(0.025) + 0.01) + 0.013 / (Math.sqrt(0.02875) + 0.01)),
                        offset(1e-7f));
    }

    private static float adaptive(Adaptive adaptive) {
        return adaptive(new FedOpt(adaptive, 0.1, 0.8, 0.9, 0.01));
    }

    private static float adaptive(ServerRule rule) {
        ServerState state = ServerState.initial(rule, of(0));
        for (float diff : new float[] {0.5f, 0.25f}) {
            RoundAggregation round = RoundAggregation.begin(rule, 1, 1);
            round.fold(0, of(diff), 1, Optional.empty());
            state = round.next(state);
        }
        return state.global().get(0);
    }

    private static ModelVector next(ServerRule rule, float... diffs) {
        RoundAggregation round = RoundAggregation.begin(rule, 1, diffs.length + 1);
        IntStream.range(0, diffs.length).forEach(site -> round.fold(site, of(diffs[site]), 1 + site, Optional.empty()));
        return round.next(ServerState.initial(rule, of(0))).global();
    }

    private static ModelVector of(float value) {
        return ModelVector.copyOf(new float[] {value});
    }

    private static ModelVector vector(int seed) {
        Random random = new Random(seed);
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(5) - 5));
        }
        return ModelVector.adopt(values);
    }
}
