package dev.assay.server.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.UpdateKind;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.research.profile.UpdateLimits;
import dev.assay.server.round.Refusal.Code;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateGuardTest {
    private static final Digest SCHEMA = Digest.ofText("schema");
    private static final int ROUND = 4;
    private static final int UNITS = 6;
    private static final SiteState SOUND_STATE = new SiteState(UNITS + 2, Optional.empty(), Optional.empty());
    private static final SiteState BEFORE = new SiteState(UNITS, Optional.empty(), Optional.empty());
    private static final List<Long> SAMPLES = List.of(6L, 10L);
    private static final UpdateGuard PLAIN =
            new UpdateGuard("t", SCHEMA, 2, List.of(3, 5), SAMPLES, 2, false, new UpdateLimits(5, Optional.empty()));
    private static final UpdateGuard SCAFFOLD =
            new UpdateGuard("t", SCHEMA, 2, List.of(3, 5), SAMPLES, 2, true, new UpdateLimits(5, Optional.empty()));

    private static ModelVector vector(float... values) {
        return ModelVector.copyOf(values);
    }

    private static LocalUpdate local(ModelVector diff, Optional<ModelVector> control, int steps) {
        return new LocalUpdate(diff, control, steps, 10, 0.5, new SiteState(UNITS + 2, Optional.empty(), control));
    }

    private static ModelUpdate withSamples(long samples) {
        return of(new LocalUpdate(vector(1, 2), Optional.empty(), 5, samples, 0.5, SOUND_STATE));
    }

    private static ModelUpdate withState(Optional<ModelVector> controlDelta, SiteState state) {
        return of(new LocalUpdate(vector(1, 2), controlDelta, 5, 10, 0.5, state));
    }

    private static ModelUpdate update(String trial, int round, int site, Digest schema, LocalUpdate local) {
        return new ModelUpdate(trial, round, site, schema, local);
    }

    private static ModelUpdate of(LocalUpdate local) {
        return update("t", ROUND, 1, SCHEMA, local);
    }

    private static ModelUpdate withDiff(float... values) {
        return of(local(vector(values), Optional.empty(), 5));
    }

    private static void assertRefused(UpdateGuard guard, ModelUpdate update, Code code, String... parts) {
        assertThat(guard.check(update, ROUND, false, BEFORE)).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.message()).contains(parts);
        });
    }

    @Test
    void takesASoundUpdate() {
        assertThat(PLAIN.check(withDiff(1, 2), ROUND, false, BEFORE)).isEmpty();
        assertThat(SCAFFOLD.check(of(local(vector(1, 2), Optional.of(vector(0, 1)), 5)), ROUND, false, BEFORE))
                .isEmpty();
    }

    @Test
    void refusesAnotherTrial() {
        LocalUpdate sound = local(vector(1, 2), Optional.empty(), 5);

        assertRefused(PLAIN, update("u", ROUND, 1, SCHEMA, sound), Code.WRONG_TRIAL, "u", "t");
    }

    @Test
    void refusesAnEarlierRoundAsLateAndALaterOneAsWrong() {
        LocalUpdate sound = local(vector(1, 2), Optional.empty(), 5);

        assertRefused(PLAIN, update("t", 3, 1, SCHEMA, sound), Code.LATE, "round 3", "round 4");
        assertRefused(PLAIN, update("t", 5, 1, SCHEMA, sound), Code.WRONG_ROUND, "round 5", "round 4");
        assertRefused(PLAIN, update("t", -1, 1, SCHEMA, sound), Code.LATE, "round -1");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesAnUnknownSite(int site) {
        LocalUpdate sound = local(vector(1, 2), Optional.empty(), 5);

        assertRefused(PLAIN, update("t", ROUND, site, SCHEMA, sound), Code.UNKNOWN_SITE, "site " + site, "0 to 1");
    }

    @Test
    void refusesASecondAnswerOfASite() {
        assertThat(PLAIN.check(withDiff(1, 2), ROUND, true, BEFORE))
                .hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo(Code.DUPLICATE));
    }

    @Test
    void refusesAnotherSchema() {
        LocalUpdate sound = local(vector(1, 2), Optional.empty(), 5);

        assertRefused(
                PLAIN,
                update("t", ROUND, 1, Digest.ofText("other"), sound),
                Code.WRONG_SCHEMA,
                Digest.ofText("other").brief(),
                SCHEMA.brief());
    }

    @Test
    void refusesAnotherSizeAlsoTheOneThatWouldBroadcast() {
        assertRefused(PLAIN, withDiff(1), Code.WRONG_SIZE, "1 values", "2");
        assertRefused(PLAIN, withDiff(), Code.WRONG_SIZE, "0 values");
        assertRefused(PLAIN, withDiff(1, 2, 3), Code.WRONG_SIZE, "3 values");
        assertRefused(
                SCAFFOLD,
                of(local(vector(1, 2), Optional.of(vector(1)), 5)),
                Code.WRONG_SIZE,
                "control delta of 1 values");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -5, 3, 4, 6, Integer.MAX_VALUE})
    void refusesOtherStepsThanTheSiteWasOrdered(int steps) {
        assertRefused(
                PLAIN,
                of(local(vector(1, 2), Optional.empty(), steps)),
                Code.WRONG_STEPS,
                steps + " steps",
                "ordered were 5");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 5, 9, 11, 20, Long.MAX_VALUE})
    void refusesMoreOrFewerSamplesThanTheStepsTake(long samples) {
        assertRefused(PLAIN, withSamples(samples), Code.WRONG_SAMPLES, samples + " samples", "5 ordered steps take 10");
    }

    @ParameterizedTest
    @EnumSource(names = {"WEIGHTS", "UNKNOWN"})
    void refusesWhatIsNoDiff(UpdateKind kind) {
        ModelUpdate update =
                new ModelUpdate("t", ROUND, 1, SCHEMA, kind, withDiff(1, 2).local());

        assertRefused(PLAIN, update, Code.WRONG_KIND, kind.name(), "only DIFF");
    }

    @Test
    void refusesAControlVariateThatHasNotMovedByItsDelta() {
        Optional<ModelVector> delta = Optional.of(vector(0, 1));
        SiteState before = new SiteState(UNITS, Optional.empty(), Optional.of(vector(2, 2)));
        SiteState sound = new SiteState(8, Optional.empty(), Optional.of(vector(2, 3)));
        SiteState huge = new SiteState(8, Optional.empty(), Optional.of(vector(2, 1e30f)));

        assertThat(SCAFFOLD.check(withState(delta, sound), ROUND, false, before))
                .isEmpty();
        assertThat(SCAFFOLD.check(withState(delta, huge), ROUND, false, before))
                .hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo(Code.WRONG_STATE));
        assertRefused(SCAFFOLD, withState(delta, sound), Code.WRONG_STATE, "not moved by the control delta");
    }

    @Test
    void largestMessageHoldsAnAnnouncementWhateverTheModelHas() {
        assertThat(PLAIN.largestMessage()).isBetween(2_000L, 5_000L);
        assertThat(SCAFFOLD.largestMessage()).isEqualTo(PLAIN.largestMessage());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesALossThatIsNotFinite(double loss) {
        LocalUpdate local = new LocalUpdate(vector(1, 2), Optional.empty(), 5, 10, loss, SOUND_STATE);

        assertRefused(PLAIN, of(local), Code.NOT_FINITE, "mean loss of " + loss);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, UNITS, UNITS + 1, UNITS + 3, -1})
    void refusesAStateThatDoesNotGoOnFromTheLastOne(int units) {
        SiteState state = new SiteState(units, Optional.empty(), Optional.empty());

        assertRefused(
                PLAIN, withState(Optional.empty(), state), Code.WRONG_STATE, units + " schedule units", "it is 8");
    }

    @Test
    void refusesAStateOfAnotherSizeOrRule() {
        Optional<ModelVector> sound = Optional.of(vector(0, 1));
        Optional<ModelVector> small = Optional.of(vector(1));

        assertRefused(
                PLAIN,
                withState(Optional.empty(), new SiteState(8, small, Optional.empty())),
                Code.WRONG_STATE,
                "momentum of 1 values",
                "2");
        assertRefused(
                SCAFFOLD,
                withState(sound, new SiteState(8, Optional.empty(), small)),
                Code.WRONG_STATE,
                "control variate of 1 values");
        assertRefused(SCAFFOLD, withState(sound, SOUND_STATE), Code.WRONG_STATE, "without control variate");
        assertRefused(
                PLAIN,
                withState(Optional.empty(), new SiteState(8, Optional.empty(), sound)),
                Code.WRONG_STATE,
                "no rule keeps");
    }

    @Test
    void refusesAStateThatIsNotFiniteAndTakesALargeOne() {
        Optional<ModelVector> delta = Optional.of(vector(0, 1));
        Optional<ModelVector> infinite = Optional.of(vector(0, Float.NEGATIVE_INFINITY));
        Optional<ModelVector> large = Optional.of(vector(0, 1000));

        assertRefused(SCAFFOLD, withState(delta, new SiteState(8, infinite, delta)), Code.NOT_FINITE, "momentum");
        assertRefused(
                SCAFFOLD,
                withState(delta, new SiteState(8, Optional.empty(), infinite)),
                Code.NOT_FINITE,
                "control variate");
        assertThat(SCAFFOLD.check(withState(delta, new SiteState(8, large, delta)), ROUND, false, BEFORE))
                .isEmpty();
    }

    @Test
    void refusesControlVariatesWhereNoRuleAsksAndTheirAbsenceWhereOneDoes() {
        assertRefused(PLAIN, of(local(vector(1, 2), Optional.of(vector(0, 1)), 5)), Code.WRONG_CONTROL, "nobody asked");
        assertRefused(SCAFFOLD, withDiff(1, 2), Code.WRONG_CONTROL, "no control delta");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesValuesThatAreNotFinite(float value) {
        assertRefused(PLAIN, withDiff(0, value), Code.NOT_FINITE, "DIFF");
        assertRefused(
                SCAFFOLD, of(local(vector(1, 2), Optional.of(vector(value, 0)), 5)), Code.NOT_FINITE, "control delta");
    }

    @Test
    void refusesInfinityAlsoWithoutABound() {
        UpdateGuard unbounded = new UpdateGuard(
                "t",
                SCHEMA,
                2,
                List.of(3, 5),
                SAMPLES,
                2,
                false,
                new UpdateLimits(Double.POSITIVE_INFINITY, Optional.empty()));

        assertRefused(unbounded, withDiff(0, Float.POSITIVE_INFINITY), Code.NOT_FINITE, "DIFF");
        assertThat(unbounded.check(withDiff(Float.MAX_VALUE, -Float.MAX_VALUE), ROUND, false, BEFORE))
                .isEmpty();
    }

    @Test
    void normExactlyAtTheBoundPassesAndTheNextFloatDoesNot() {
        assertThat(PLAIN.check(withDiff(3, -4), ROUND, false, BEFORE)).isEmpty();
        assertThat(PLAIN.check(withDiff(5, 0), ROUND, false, BEFORE)).isEmpty();
        assertRefused(PLAIN, withDiff(Math.nextUp(5f), 0), Code.NORM_TOO_LARGE, "norm 5.0000", "at most 5.0");
        assertRefused(
                SCAFFOLD,
                of(local(vector(1, 2), Optional.of(vector(0, 5.5f)), 5)),
                Code.NORM_TOO_LARGE,
                "control delta",
                "5.5");
    }

    /** Each update has this fault and all that are checked after it. */
    @ParameterizedTest
    @EnumSource
    void namesTheFirstFaultInTheOrderOfTheChecks(FirstFault fault) {
        Digest schema = fault.isAfter(FirstFault.WRONG_SCHEMA) ? SCHEMA : Digest.ofText("other");
        float[] values = fault.isAfter(FirstFault.WRONG_SIZE)
                ? new float[] {Float.NaN, fault.isAfter(FirstFault.NOT_FINITE) ? 0 : 99}
                : new float[] {Float.NaN};
        ModelUpdate update = new ModelUpdate(
                fault.isAfter(FirstFault.WRONG_TRIAL) ? "t" : "u",
                fault.isAfter(FirstFault.LATE) ? ROUND : 0,
                fault.isAfter(FirstFault.UNKNOWN_SITE) ? 1 : 7,
                schema,
                local(
                        vector(values),
                        fault.isAfter(FirstFault.WRONG_CONTROL) ? Optional.empty() : Optional.of(vector(1)),
                        fault.isAfter(FirstFault.WRONG_STEPS) ? 5 : 1));

        assertThat(PLAIN.check(update, ROUND, !fault.isAfter(FirstFault.DUPLICATE), BEFORE))
                .hasValueSatisfying(refusal -> assertThat(refusal.code().name()).isEqualTo(fault.name()));
    }

    /** In the order of the checks. */
    enum FirstFault {
        WRONG_TRIAL,
        LATE,
        UNKNOWN_SITE,
        DUPLICATE,
        WRONG_SCHEMA,
        WRONG_SIZE,
        WRONG_STEPS,
        WRONG_CONTROL,
        NOT_FINITE;

        boolean isAfter(FirstFault other) {
            return compareTo(other) > 0;
        }
    }

    @Test
    void onlyUpdatesThatWereMeantForTheOpenRoundAnswerIt() {
        assertThat(Code.values())
                .filteredOn(Code::answersTheRound)
                .containsExactlyInAnyOrder(
                        Code.TOO_LARGE,
                        Code.WRONG_ADDRESS,
                        Code.TRUNCATED,
                        Code.WRONG_KIND,
                        Code.WRONG_SCHEMA,
                        Code.WRONG_SIZE,
                        Code.WRONG_STEPS,
                        Code.WRONG_SAMPLES,
                        Code.WRONG_STATE,
                        Code.NOT_FINITE,
                        Code.NORM_TOO_LARGE,
                        Code.SITE_POLICY,
                        Code.WRONG_CONTROL);
    }
}
