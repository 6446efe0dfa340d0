package dev.assay.server.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.site.ModelUpdate;
import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.codec.Float16Codec;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ServerRule;
import dev.assay.learning.strategy.ServerRule.Adaptive;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.research.profile.UpdateLimits;
import dev.assay.server.round.Refusal.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OpenRoundTest {
    private static final int SITES = 5;
    private static final int SIZE = 7;
    private static final Digest SCHEMA = Digest.ofText("schema");
    private static final List<Integer> STEPS = List.of(1, 2, 3, 4, 5);
    private static final List<Long> SAMPLES = List.of(10L, 20L, 30L, 40L, 50L);
    private static final ServerRule FED_AVG = new ServerRule.FedAvg();
    private static final List<ServerRule> RULES = List.of(
            FED_AVG,
            new ServerRule.FedAvgM(1.5, 0.9),
            new ServerRule.FedOpt(Adaptive.ADAM, 0.1, 0.9, 0.99, 1e-3),
            new ServerRule.FedOpt(Adaptive.YOGI, 0.1, 0.9, 0.99, 1e-3),
            new ServerRule.FedOpt(Adaptive.ADAGRAD, 0.1, 0.9, 0, 1e-3),
            new ServerRule.Scaffold(),
            new ServerRule.Median(),
            new ServerRule.TrimmedMean(0.2));

    private static boolean control(ServerRule rule) {
        return rule instanceof ServerRule.Scaffold;
    }

    private static OpenRound open(ServerRule rule) {
        SortedMap<Integer, SiteState> states = new TreeMap<>();
        IntStream.range(0, SITES).forEach(site -> states.put(site, SiteState.FRESH));
        return new OpenRound(
                new UpdateGuard(
                        "t", SCHEMA, SIZE, STEPS, SAMPLES, 1, control(rule), new UpdateLimits(1e6, Optional.empty())),
                rule,
                STEPS,
                ServerState.initial(rule, vector(99)),
                states,
                System.nanoTime());
    }

    /** Values of very different sizes, so that a sum in floating point depends on its order. */
    private static ModelVector vector(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = (float) ((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-6, 5)));
        }
        return ModelVector.adopt(values);
    }

    private static ModelUpdate update(ServerRule rule, int round, int site, ModelVector diff) {
        return new ModelUpdate(
                "t",
                round,
                site,
                SCHEMA,
                new LocalUpdate(
                        diff,
                        control(rule) ? Optional.of(vector(50 + site)) : Optional.empty(),
                        STEPS.get(site),
                        10 * STEPS.get(site),
                        0.25 * site,
                        new SiteState(
                                1,
                                Optional.of(vector(70 + site)),
                                control(rule) ? Optional.of(vector(50 + site)) : Optional.empty())));
    }

    private static ModelUpdate update(int site) {
        return update(FED_AVG, 0, site, vector(site));
    }

    @Test
    void aMeanWeighsSitesAsItIsTold() {
        List<Integer> weights =
                IntStream.range(0, SITES).mapToObj(site -> site == 0 ? 3 : 1).toList();
        ServerState before = ServerState.initial(FED_AVG, ModelVector.zeros(SIZE));
        OpenRound round = new OpenRound(
                new UpdateGuard("t", SCHEMA, SIZE, STEPS, SAMPLES, 1, false, new UpdateLimits(1e6, Optional.empty())),
                FED_AVG,
                weights,
                before,
                new TreeMap<>(),
                System.nanoTime());
        float[] ones = new float[SIZE];
        Arrays.fill(ones, 1);
        round.offer(update(FED_AVG, 0, 0, ModelVector.adopt(ones)));
        round.offer(update(FED_AVG, 0, 1, ModelVector.zeros(SIZE)));

        assertThat(round.close().server().global().get(0)).isEqualTo(0.75f);
    }

    @Provide
    Arbitrary<List<Integer>> orders() {
        return Arbitraries.shuffle(IntStream.range(0, SITES).boxed().toList());
    }

    @Property(tries = 100)
    void anyOrderOfArrivalGivesTheSameBitsUnderEveryRule(@ForAll("orders") List<Integer> order) {
        for (ServerRule rule : RULES) {
            OpenRound sorted = open(rule);
            OpenRound shuffled = open(rule);
            IntStream.range(0, SITES).forEach(site -> offer(sorted, rule, site));
            order.forEach(site -> offer(shuffled, rule, site));

            ClosedRound expected = sorted.close();
            ClosedRound actual = shuffled.close();

            assertThat(actual.server()).as("%s", rule).isEqualTo(expected.server());
            assertThat(actual.states()).isEqualTo(expected.states());
            assertThat(actual.sites()).isEqualTo(expected.sites());
        }
    }

    @Property(tries = 50)
    void anyOrderOfAnyQuorumGivesTheSameBits(@ForAll("orders") List<Integer> order) {
        for (ServerRule rule : RULES) {
            List<Integer> quorum = order.subList(0, 3);
            OpenRound sorted = open(rule);
            OpenRound shuffled = open(rule);
            quorum.stream().sorted().forEach(site -> offer(sorted, rule, site));
            quorum.forEach(site -> offer(shuffled, rule, site));

            assertThat(shuffled.close().server())
                    .as("%s", rule)
                    .isEqualTo(sorted.close().server());
        }
    }

    private static void offer(OpenRound round, ServerRule rule, int site) {
        assertThat(round.offer(update(rule, 0, site, vector(site)))).isEmpty();
    }

    @Test
    void closesWithEverySitesContributionStateAndCost() {
        OpenRound round = open(FED_AVG);
        for (int site : List.of(3, 0, 4, 1, 2)) {
            assertThat(round.complete()).isFalse();
            round.offer(update(site));
        }
        ClosedRound closed = round.close();

        assertThat(round.complete()).isTrue();
        assertThat(closed.round()).isZero();
        assertThat(closed.server().roundsDone()).isEqualTo(1);
        assertThat(closed.sites()).extracting(SiteContribution::site).containsExactly(0, 1, 2, 3, 4);
        assertThat(closed.sites().get(2))
                .isEqualTo(new SiteContribution(2, 3, 30, 0.5, vector(2).norm()));
        assertThat(closed.states().get(4)).isEqualTo(update(4).local().state());
        assertThat(closed.cost().samples()).isEqualTo(150);
        assertThat(closed.cost().steps()).isEqualTo(15);
        assertThat(closed.cost().bytesDown()).isEqualTo(SITES * SIZE * 4);
        assertThat(closed.cost().bytesUp()).isEqualTo(SITES * SIZE * 4);
        assertThat(closed.cost().seconds()).isGreaterThanOrEqualTo(0);
    }

    @Test
    void updatesCostWhatTheyAreEncodedIn() {
        UpdateLimits halves = new UpdateLimits(1e6, Optional.of(new Float16Codec()));
        UpdateGuard guard = new UpdateGuard("t", SCHEMA, SIZE, STEPS, SAMPLES, 1, false, halves);
        assertThat(guard.updateBytes()).isEqualTo(SIZE * 2);
        assertThat(new UpdateGuard("t", SCHEMA, SIZE, STEPS, SAMPLES, 1, true, halves).updateBytes())
                .as("control variates are not encoded")
                .isEqualTo(SIZE * 2 + SIZE * 4);
    }

    @Test
    void controlVariatesCostAsMuchAsTheModel() {
        ServerRule rule = new ServerRule.Scaffold();
        OpenRound round = open(rule);
        IntStream.range(0, 2).forEach(site -> offer(round, rule, site));

        assertThat(round.close().cost().bytesDown()).isEqualTo(2 * SITES * SIZE * 4);
        assertThat(round.close().cost().bytesUp()).isEqualTo(2 * 2 * SIZE * 4);
    }

    @Test
    void missingSiteKeepsItsStateAndIsInNoMean() {
        OpenRound round = open(FED_AVG);
        IntStream.range(0, SITES - 1).forEach(site -> round.offer(update(site)));

        assertThat(round.complete()).isFalse();
        assertThat(round.accepted()).isEqualTo(SITES - 1);
        ClosedRound closed = round.close();
        assertThat(closed.sites()).extracting(SiteContribution::site).containsExactly(0, 1, 2, 3);
        assertThat(closed.states().get(4)).isEqualTo(SiteState.FRESH);
    }

    @Test
    void refusedUpdateIsItsSitesAnswerAndNotInTheAggregate() {
        OpenRound round = open(FED_AVG);
        IntStream.range(0, SITES - 1).forEach(site -> round.offer(update(site)));
        ModelVector expected = round.close().server().global();
        float[] values = vector(4).toArray();
        values[0] = Float.NaN;

        assertThat(round.offer(update(FED_AVG, 0, 4, ModelVector.adopt(values))))
                .hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo(Code.NOT_FINITE));

        assertThat(round.complete()).isTrue();
        assertThat(round.accepted()).isEqualTo(SITES - 1);
        assertThat(round.refusals()).extracting(Refusal::code).containsExactly(Code.NOT_FINITE);
        assertThat(round.close().server().global()).isEqualTo(expected);
        assertThat(round.close().states().get(4)).isEqualTo(SiteState.FRESH);
    }

    @Test
    void everySiteCostsWhatItWasOrderedWhateverItClaimsOrFailsTo() {
        for (long claimed : new long[] {50, Long.MAX_VALUE, Long.MIN_VALUE}) {
            OpenRound round = open(FED_AVG);
            round.offer(update(0));
            LocalUpdate sound = update(4).local();
            LocalUpdate claiming = new LocalUpdate(
                    ModelVector.zeros(1), Optional.empty(), 1_000_000, claimed, sound.meanLoss(), sound.state());
            round.offer(new ModelUpdate("t", 0, 4, SCHEMA, claiming));
            round.offer(update(4));
            round.offer(new ModelUpdate("u", 0, 1, SCHEMA, sound));
            round.failed(3, "out of memory");

            assertThat(round.accepted()).isEqualTo(1);
            assertThat(round.cost().steps()).isEqualTo(1 + 2 + 3 + 4 + 5);
            assertThat(round.cost().samples()).isEqualTo(10 + 20 + 30 + 40 + 50);
            assertThat(round.cost().bytesUp()).isEqualTo(2 * SIZE * 4);
            assertThat(round.cost().bytesDown()).isEqualTo(SITES * SIZE * 4);
        }
    }

    @Test
    void stateMustGoOnFromTheOneAtTheRoundsStart() {
        OpenRound first = open(FED_AVG);
        IntStream.range(0, SITES - 1).forEach(site -> first.offer(update(site)));
        ClosedRound closed = first.close();
        OpenRound second = new OpenRound(
                new UpdateGuard("t", SCHEMA, SIZE, STEPS, SAMPLES, 1, false, new UpdateLimits(1e6, Optional.empty())),
                FED_AVG,
                STEPS,
                closed.server(),
                closed.states(),
                System.nanoTime());

        assertThat(second.offer(update(FED_AVG, 1, 0, vector(0))))
                .hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo(Code.WRONG_STATE));
        assertThat(second.offer(update(FED_AVG, 1, 4, vector(4)))).isEmpty();
    }

    @Test
    void soundUpdateAfterARefusedOneOfTheSameSiteIsADuplicate() {
        OpenRound round = open(FED_AVG);
        round.offer(update(FED_AVG, 0, 4, ModelVector.zeros(1)));

        assertThat(round.offer(update(4)))
                .hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo(Code.DUPLICATE));
        assertThat(round.accepted()).isZero();
    }

    @Test
    void updatesOfOtherRoundsOrTrialsAndDuplicatesAnswerNothing() {
        OpenRound round = open(FED_AVG);
        round.offer(update(0));
        ModelVector before = round.close().server().global();

        round.offer(update(FED_AVG, 1, 1, vector(1)));
        round.offer(update(FED_AVG, -1, 1, vector(1)));
        round.offer(new ModelUpdate("u", 0, 1, SCHEMA, update(1).local()));
        round.offer(new ModelUpdate("t", 0, 17, SCHEMA, update(1).local()));
        round.offer(update(FED_AVG, 0, 0, vector(33)));

        assertThat(round.refusals()).isEmpty();
        assertThat(round.accepted()).isEqualTo(1);
        assertThat(round.close().server().global()).isEqualTo(before);
        IntStream.range(1, SITES)
                .forEach(site -> assertThat(round.offer(update(site))).isEmpty());
        assertThat(round.complete()).isTrue();
    }

    @Test
    void failureIsAnAnswerWithItsReason() {
        OpenRound round = open(FED_AVG);
        IntStream.range(0, SITES - 1).forEach(site -> round.offer(update(site)));

        round.failed(4, "out of memory");

        assertThat(round.complete()).isTrue();
        assertThat(round.accepted()).isEqualTo(SITES - 1);
        assertThat(round.failures()).containsExactly("site 4: out of memory");
    }

    /** What a round comes to is recorded, so it must not tell in which order sites answered. */
    @Test
    void namesRefusalsAndFailuresInSiteOrder() {
        OpenRound round = open(FED_AVG);
        round.failed(4, "out of memory");
        round.failed(1, "no disk");
        float[] values = vector(3).toArray();
        values[0] = Float.NaN;
        round.offer(update(FED_AVG, 0, 3, ModelVector.adopt(values.clone())));
        round.unreadable("t", 0, 2, new Refusal(Code.TRUNCATED, "cut short"));

        assertThat(round.failures()).containsExactly("site 1: no disk", "site 4: out of memory");
        assertThat(round.refusals()).extracting(Refusal::code).containsExactly(Code.TRUNCATED, Code.NOT_FINITE);
    }

    @Test
    void failureOfASiteThatAnsweredOrDoesNotExistChangesNothing() {
        OpenRound round = open(FED_AVG);
        IntStream.range(0, SITES - 1).forEach(site -> round.offer(update(site)));

        round.failed(17, "who is this");
        round.failed(-1, "who is this");
        round.failed(0, "twice");

        assertThat(round.complete()).isFalse();
        assertThat(round.failures()).isEmpty();
        assertThat(round.accepted()).isEqualTo(SITES - 1);
    }
}
