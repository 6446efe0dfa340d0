package dev.assay.client.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.client.policy.PolicyGate.Released;
import dev.assay.client.policy.SitePolicy.Clipping;
import dev.assay.client.policy.SitePolicy.Noise;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.privacy.Protection;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.recipe.Recipe;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyGateTest {
    private static final Digest DATA = Digest.ofText("rows");
    private static final double DELTA = 1e-5;

    @TempDir
    private Path folder;

    private static LocalUpdate update(ModelVector diff, Optional<ModelVector> control, SiteState state) {
        return new LocalUpdate(diff, control, 3, 12, 0.5, state);
    }

    private static LocalUpdate update(float... diff) {
        return update(ModelVector.copyOf(diff), Optional.empty(), new SiteState(1, Optional.empty(), Optional.empty()));
    }

    private static SitePolicy largest(double norm) {
        return new SitePolicy(List.of(), Set.of(), OptionalDouble.of(norm), Optional.empty());
    }

    private static SitePolicy clipping(double norm, Optional<Noise> noise) {
        return new SitePolicy(List.of(), Set.of(), OptionalDouble.empty(), Optional.of(new Clipping(norm, noise)));
    }

    private SitePolicy noising(double multiplier, OptionalDouble most) {
        return clipping(1, Optional.of(new Noise(multiplier, DELTA, most, folder.resolve("account"))));
    }

    private Profile profile() throws InvalidInput {
        return Profiles.parse(TestingTask.write(folder).profileText(), "profile");
    }

    @Test
    void withoutPolicyEverythingLeavesAsItIs() throws Exception {
        LocalUpdate update = update(3, 4);

        assertThat(PolicyGate.open().release(update, DATA)).isEqualTo(new Released(update, Optional.empty()));
    }

    @Test
    void vectorAboveTheLargestNormDoesNotLeave() throws Exception {
        assertThat(PolicyGate.of(largest(5)).release(update(3, 4), DATA).protection())
                .isEmpty();
        assertThatThrownBy(() -> PolicyGate.of(largest(4.9)).release(update(3, 4), DATA))
                .isInstanceOf(RefusedByPolicy.class)
                .hasMessageContaining("a DIFF of norm 5.0, at most 4.9 may leave");
        assertThatThrownBy(() -> PolicyGate.of(largest(5)).release(update(Float.NaN), DATA))
                .isInstanceOf(RefusedByPolicy.class);
        LocalUpdate scaffold =
                update(ModelVector.zeros(2), Optional.of(ModelVector.copyOf(new float[] {6, 8})), SiteState.FRESH);
        assertThatThrownBy(() -> PolicyGate.of(largest(5)).release(scaffold, DATA))
                .hasMessageContaining("a control delta of norm 10.0");
    }

    @Test
    void clippedUpdateSaysThatItWas() throws Exception {
        PolicyGate gate = PolicyGate.of(clipping(1, Optional.empty()));

        Released longer = gate.release(update(3, 4), DATA);
        Released shorter = gate.release(update(0.3f, 0.4f), DATA);

        assertThat(longer.update().diff().norm()).isCloseTo(1, within(1e-6));
        assertThat(longer.protection()).contains(new Protection(1, true, Optional.empty()));
        assertThat(shorter.update()).isEqualTo(update(0.3f, 0.4f));
        assertThat(shorter.protection()).contains(new Protection(1, false, Optional.empty()));
    }

    @Test
    void noiseIsOfTheDeviationThatIsToldAndNeverTheSame() throws Exception {
        int size = 20_000;
        PolicyGate gate = PolicyGate.of(noising(2, OptionalDouble.empty()));
        LocalUpdate zeros = update(new float[size]);

        Released first = gate.release(zeros, DATA);
        Released second = PolicyGate.of(noising(2, OptionalDouble.empty())).release(zeros, DATA);

        // The norm of n standard normal values is chi distributed: about sqrt(n), with deviation 1 / sqrt(2).
        assertThat(first.update().diff().norm()).isCloseTo(2 * Math.sqrt(size), within(2 * 5 / Math.sqrt(2)));
        assertThat(first.update().diff()).isNotEqualTo(second.update().diff());
        assertThat(first.update().meanLoss()).isZero();
        assertThat(first.update().steps()).isEqualTo(3);
    }

    @Test
    void epsilonCountsEveryReleaseOfTheSameRowsAlsoAfterARestart() throws Exception {
        double multiplier = 3;
        PolicyGate.of(noising(multiplier, OptionalDouble.empty())).release(update(1, 0), DATA);
        PolicyGate again = PolicyGate.of(noising(multiplier, OptionalDouble.empty()));

        Protection.Noise told = noise(again.release(update(1, 0), DATA));

        // Bun and Steinke 2016, propositions 1.6 and 1.3, for two releases.
        double rho = 2 / (2 * multiplier * multiplier);
        assertThat(told.epsilon()).isCloseTo(rho + 2 * Math.sqrt(rho * Math.log(1 / DELTA)), within(1e-12));
        assertThat(told.multiplier()).isEqualTo(multiplier);
        assertThat(told.delta()).isEqualTo(DELTA);
        assertThat(noise(again.release(update(1, 0), Digest.ofText("another site's rows")))
                        .epsilon())
                .isLessThan(told.epsilon());
    }

    private static Protection.Noise noise(Released released) {
        return released.protection().orElseThrow().noise().orElseThrow();
    }

    @Test
    void updateThatWouldGiveAwayTooMuchDoesNotLeaveAndIsNotCounted() throws Exception {
        double one = 1.0 / 18;
        double most = one + 2 * Math.sqrt(one * Math.log(1 / DELTA)) + 1e-9;
        PolicyGate gate = PolicyGate.of(noising(3, OptionalDouble.of(most)));
        gate.release(update(1, 0), DATA);
        List<String> account = Files.readAllLines(folder.resolve("account"));

        assertThatThrownBy(() -> gate.release(update(1, 0), DATA))
                .isInstanceOf(RefusedByPolicy.class)
                .hasMessageContaining("epsilon would be")
                .hasMessageContaining("at most " + most);
        assertThat(Files.readAllLines(folder.resolve("account"))).isEqualTo(account);
    }

    @Test
    void updateDoesNotLeaveWhereItCannotBePutDown() throws Exception {
        PolicyGate gate = PolicyGate.of(
                clipping(1, Optional.of(new Noise(3, DELTA, OptionalDouble.empty(), folder.resolve("gone/account")))));

        assertThatThrownBy(() -> gate.release(update(1, 0), DATA)).isInstanceOf(IOException.class);
    }

    @Test
    void accountThatIsCutOffIsNotTakenForAnEmptyOne() throws Exception {
        for (String text : List.of(
                "", "assay.privacy-account.v1\n12\t1\n", "assay.privacy-account.v1\n" + DATA.hex() + "\tNaN\n")) {
            Files.writeString(folder.resolve("account"), text);

            assertThatThrownBy(() -> PolicyGate.of(noising(3, OptionalDouble.empty())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("account");
        }
    }

    @Test
    void valuesThatRanAwayLeaveAsNoiseOnly() throws Exception {
        Released released = PolicyGate.of(noising(1, OptionalDouble.empty())).release(update(Float.NaN, 1), DATA);

        assertThat(released.update().diff().isFinite()).isTrue();
        assertThatThrownBy(() -> PolicyGate.of(clipping(1, Optional.empty())).release(update(Float.NaN, 1), DATA))
                .isInstanceOf(RefusedByPolicy.class);
    }

    @Test
    void whatASiteKeepsNeverLeavesBesideAClippedUpdate() throws Exception {
        PolicyGate gate = PolicyGate.of(clipping(1, Optional.empty()));
        Optional<ModelVector> kept = Optional.of(ModelVector.zeros(2));

        for (LocalUpdate update : Arrays.asList(
                update(ModelVector.zeros(2), kept, SiteState.FRESH),
                update(ModelVector.zeros(2), Optional.empty(), new SiteState(1, kept, Optional.empty())),
                update(ModelVector.zeros(2), Optional.empty(), new SiteState(1, Optional.empty(), kept)))) {
            assertThatThrownBy(() -> gate.release(update, DATA))
                    .isInstanceOf(RefusedByPolicy.class)
                    .hasMessageContaining("what the site keeps");
        }
    }

    @Test
    void campaignsAndFamiliesThatAreNotNamedMayNotTrain() throws Exception {
        SitePolicy policy =
                new SitePolicy(List.of("heart-*", "small"), Set.of("mlp"), OptionalDouble.empty(), Optional.empty());
        Recipe recipe = Recipe.parse(TestingTask.fedAvg());

        assertThat(policy.refusal("small/c001/seed-1", profile(), recipe)).isEmpty();
        assertThat(policy.refusal("heart-2/c001/seed-1", profile(), recipe)).isEmpty();
        assertThat(policy.refusal("smaller/c001/seed-1", profile(), recipe))
                .hasValueSatisfying(why -> assertThat(why)
                        .isEqualTo("by its site policy: campaign 'smaller' is not allowed, only heart-*, small"));
        assertThat(new SitePolicy(List.of(), Set.of("linear"), OptionalDouble.empty(), Optional.empty())
                        .refusal("small/c001/seed-1", profile(), recipe))
                .hasValueSatisfying(why -> assertThat(why).contains("family 'mlp' is not allowed, only linear"));
    }

    @Test
    void recipesThatKeepSomethingMayNotTrainWhereUpdatesAreClipped() throws Exception {
        SitePolicy policy = clipping(1, Optional.empty());

        assertThat(policy.refusal("c/1", profile(), Recipe.parse(TestingTask.fedAvg())))
                .isEmpty();
        assertThat(policy.refusal("c/1", profile(), Recipe.parse(TestingTask.scaffold())))
                .hasValueSatisfying(why -> assertThat(why).contains("control variates"));
        assertThat(policy.refusal(
                        "c/1", profile(), Recipe.parse(TestingTask.fedAvg().replace("momentum=0\n", "momentum=0.9\n"))))
                .hasValueSatisfying(why -> assertThat(why).contains("momentum"));
        assertThat(SitePolicy.NONE.refusal("c/1", profile(), Recipe.parse(TestingTask.scaffold())))
                .isEmpty();
    }

    @Test
    void codecThatKeepsWhatItLeavesOutMayNotBeUsedWhereUpdatesAreClipped() throws Exception {
        Recipe recipe = Recipe.parse(TestingTask.fedAvg());
        Profile topK = profile("max_norm: 10, codec: top_k, codec_fraction: 0.1");

        for (SitePolicy policy : List.of(clipping(1, Optional.empty()), noising(1, OptionalDouble.empty()))) {
            assertThat(policy.refusal("c/1", topK, recipe))
                    .hasValueSatisfying(why -> assertThat(why)
                            .startsWith("by its site policy: updates are clipped here")
                            .contains("carries what earlier ones have left over", "only codec none, fp16 or int8"));
            assertThat(policy.refusal("c/1", profile("max_norm: 10, codec: fp16"), recipe))
                    .isEmpty();
        }
        assertThat(largest(1).refusal("c/1", topK, recipe)).isEmpty();
    }

    private Profile profile(String updates) throws InvalidInput {
        return Profiles.parse(
                TestingTask.write(folder).with("max_norm: 10", updates).profileText(), "profile");
    }
}
