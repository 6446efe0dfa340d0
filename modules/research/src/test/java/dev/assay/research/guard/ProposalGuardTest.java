package dev.assay.research.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.research.TestingProfiles;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProposalGuardTest {
    private final Profile profile = TestingProfiles.profile();
    private final Recipe baseline = profile.baseline();

    private List<String> refused(Map<String, String> change) {
        Screened screened = ProposalGuard.screen(profile, baseline, change, Set.of(baseline.digest()));
        assertThat(screened.recipe().isEmpty()).isEqualTo(!screened.violations().isEmpty());
        return screened.violations().stream().map(Violation::toString).sorted().toList();
    }

    @Test
    void acceptsWhatIsOnTheSurface() {
        Map<String, String> change = Map.of("aggregator", "fedavgm", "server_lr", "2.0", "lr", "1e-1");

        Screened screened = ProposalGuard.screen(profile, baseline, change, Set.of(baseline.digest()));

        assertThat(screened.violations()).isEmpty();
        assertThat(screened.recipe().orElseThrow().changesFrom(baseline))
                .isEqualTo("aggregator=fedavgm server_lr=2 server_momentum=0 lr=0.1");
    }

    @Test
    void namesAllViolationsAtOnce() {
        assertThat(refused(Map.of(
                        "lr", "2",
                        "batch_size", "4096",
                        "local_epochs", "4",
                        "server_momentum", "0.5",
                        "epochs", "4",
                        "momentum", "NaN")))
                .hasSize(7)
                .contains(
                        "batch_size is 4096, must be a whole number from 8 to 64",
                        "local_epochs is 4, must be a whole number from 1 to 2",
                        "lr is 2, must be from 0.001 to 1",
                        "max_sample_passes is 48, must be at most 24",
                        "server_momentum is 0.5, must be absent: it has no effect under fedavg")
                .anyMatch(line ->
                        line.startsWith("epochs is 4, must be a knob of the mutation surface: aggregator, server_lr,"))
                .contains("momentum is NaN, must be a finite decimal number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "15e-1", "+1.5", "1.50", "0.15e1", "150E-2"})
    void anOutOfBoundsNumberIsRefusedInEverySpelling(String spelling) {
        assertThat(refused(Map.of("lr", spelling))).containsExactly("lr is 1.5, must be from 0.001 to 1");
    }

    @Test
    void refusesBothLocalModes() {
        assertThat(refused(Map.of("local_epochs", "1", "local_steps", "5")))
                .contains("local_steps is 5, must be absent where local_epochs is given");
    }

    @Test
    void refusesAKnobThatIsNotOnTheSurface() {
        Profile fixed = TestingProfiles.profile(
                "  - {knob: momentum, min: 0, max: 0.99, scale: log-complement, weight: 1.5}\n", "");
        Recipe recipe = baseline.with(Map.of(Knob.MOMENTUM, KnobValue.of(0.9)));

        assertThat(ProposalGuard.check(fixed, recipe, Set.of()))
                .containsExactly(new Violation("momentum", "0.9", "0: it is not on the mutation surface"));
        assertThat(ProposalGuard.check(fixed, baseline, Set.of())).isEmpty();
    }

    /** On the surface or not: engines would only refuse it after the sites were opened. */
    @Test
    void refusesToSmoothLabelsWhereTheLossHasNone() {
        String axis = "  - {knob: label_smoothing, min: 0, max: 0.3, weight: 0.5}\n";
        Profile binary = TestingProfiles.profile(
                "classes: 10", "classes: 2", "loss: cross_entropy", "loss: binary_cross_entropy", axis, "");
        Recipe smoothed = binary.baseline().with(Map.of(Knob.LABEL_SMOOTHING, KnobValue.of(0.1)));
        Recipe sharp = binary.baseline().with(Map.of(Knob.LABEL_SMOOTHING, KnobValue.of(0)));

        assertThat(ProposalGuard.check(binary, smoothed, Set.of()))
                .containsExactly(
                        new Violation("label_smoothing", "0.1", "0: the loss binary_cross_entropy smooths no labels"));
        assertThat(ProposalGuard.check(binary, sharp, Set.of())).isEmpty();
        assertThat(refused(Map.of("label_smoothing", "0.1"))).isEmpty();
    }

    @Test
    void aServerRuleWithItsOwnRangeIsHeldToIt() {
        assertThat(refused(Map.of("aggregator", "fedadam", "server_lr", "3")))
                .containsExactly("server_lr is 3, must be from 0.001 to 1");
        assertThat(refused(Map.of("aggregator", "fedavgm", "server_lr", "3"))).isEmpty();
    }

    @Test
    void aBaselinesServerRateIsNoMeasureForAnotherRule() {
        Profile momentum = TestingProfiles.profile("aggregator: fedavg\n", "aggregator: fedavgm\n  server_lr: 2\n");
        Recipe adam = momentum.baseline().with(Map.of(Knob.AGGREGATOR, KnobValue.of("fedadam")));

        assertThat(ProposalGuard.check(momentum, adam, Set.of())).isEmpty();
        assertThat(ProposalGuard.check(momentum, adam.with(Map.of(Knob.SERVER_LR, KnobValue.of(2))), Set.of()))
                .containsExactly(new Violation("server_lr", "2", "from 0.001 to 1"));
    }

    @Test
    void refusesADuplicateInEverySpelling() {
        assertThat(refused(Map.of("lr", "0.0500")))
                .singleElement()
                .asString()
                .endsWith("must be different from every earlier candidate");
        assertThat(refused(Map.of())).hasSize(1);
    }

    @Test
    void localStepsPayTheSamePriceAsEpochs() {
        // 12 rounds x 11 steps x 16 rows x 8 sites / 719 rows = 23.5 passes; one step more is above 24.
        Recipe eleven = baseline.with(Map.of(Knob.LOCAL_STEPS, KnobValue.of(11)));
        Recipe twelve = baseline.with(Map.of(Knob.LOCAL_STEPS, KnobValue.of(12)));

        assertThat(CostGuard.planned(profile, eleven).samples()).isEqualTo(12 * 11 * 16 * 8);
        assertThat(ProposalGuard.check(profile, eleven, Set.of())).isEmpty();
        assertThat(ProposalGuard.check(profile, twelve, Set.of()))
                .containsExactly(new Violation("max_sample_passes", "25.64", "at most 24"));
        // A smaller batch pays for more steps.
        Recipe small = twelve.with(Map.of(Knob.BATCH_SIZE, KnobValue.of(8)));
        assertThat(ProposalGuard.check(profile, small, Set.of())).isEmpty();
    }

    @Test
    void refusesAnArchitectureThatTheTaskDoesNotHave() {
        assertThat(refused(Map.of("architecture", "resnet")))
                .contains("architecture is resnet, must be one of cnn, mlp");
    }
}
