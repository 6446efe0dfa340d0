package dev.assay.research.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.research.TestingProfiles;
import dev.assay.research.cost.RelativeCost;
import dev.assay.research.label.Evidence.Confirmation;
import dev.assay.research.label.Evidence.Confirmed;
import dev.assay.research.label.Evidence.Reached;
import dev.assay.research.label.Evidence.Step;
import dev.assay.research.label.Evidence.Unmeasured;
import dev.assay.research.label.WinLabel.Kind;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.review.Comparison;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinLabelTest {
    /** FedAvg with an MLP, local momentum, a cosine schedule and nothing else. */
    private static final Recipe BASELINE = TestingProfiles.profile(
                    "  lr: 0.05\n", "  lr: 0.05\n  momentum: 0.9\n  cosine_eta_min: 0.01\n")
            .baseline();

    private static final Recipe SCAFFOLD = with("aggregator=scaffold");
    private static final Recipe FASTER = with("lr=0.2");
    private static final Optional<RelativeCost> EQUAL = Optional.of(new RelativeCost(1, 1, 1.04));
    private static final Optional<Reached> LITTLE = reached(0.01, 0.04, 0.01);

    private static Recipe with(String... changes) {
        Map<Knob, KnobValue> values = new HashMap<>();
        for (String change : changes) {
            String[] parts = change.split("=", -1);
            Knob knob = Knob.byKey(parts[0]).orElseThrow();
            values.put(knob, KnobValue.parse(knob, parts[1]));
        }
        return BASELINE.with(values);
    }

    private static Comparison around(double gain, double half) {
        return new Comparison(5, gain, half, gain - half, gain + half);
    }

    private static Optional<Reached> reached(double gain, double beyond, double half) {
        return Optional.of(new Reached(Optional.of("c017"), gain, 8, 8, around(beyond, half)));
    }

    private static Evidence evidence(Recipe recipe, Optional<Reached> random, Optional<Reached> scalar) {
        return new Evidence(
                BASELINE, recipe, Optional.empty(), around(0.05, 0.01), EQUAL, random, scalar, 8, Optional.empty());
    }

    private static Evidence confirmed(Evidence e, boolean confirmed, double selection, double holdOut) {
        return ending(e, new Confirmed(confirmed, around(selection, 0.01), around(holdOut, 0.01)));
    }

    private static Evidence ending(Evidence e, Confirmation confirmation) {
        return new Evidence(
                e.baseline(),
                e.recipe(),
                e.step(),
                e.gain(),
                e.cost(),
                e.random(),
                e.scalar(),
                e.agentCandidates(),
                Optional.of(confirmation));
    }

    private static Evidence costing(Evidence e, RelativeCost cost) {
        return new Evidence(
                e.baseline(),
                e.recipe(),
                e.step(),
                e.gain(),
                Optional.of(cost),
                e.random(),
                e.scalar(),
                e.agentCandidates(),
                e.confirmation());
    }

    @Test
    void newStructureBeyondBothArmsIsAMechanism() {
        WinLabel label = WinLabel.of(evidence(SCAFFOLD, LITTLE, LITTLE));

        assertThat(label.kind()).isEqualTo(Kind.MECHANISM);
        assertThat(label.controlled()).isTrue();
        assertThat(label.reasons())
                .containsExactly(
                        "The structure is changed (aggregator=scaffold), and the gain over the baseline is +0.0500"
                                + " [+0.0400, +0.0600] on the seeds of the search.",
                        "Scalar tuning reached +0.0100 with c017; the win gains +0.0400 [+0.0300, +0.0500] over that.",
                        "Random search reached +0.0100 with c017; the win gains +0.0400 [+0.0300, +0.0500] over that.");
    }

    @Test
    void onlyNumbersAreTuningHoweverLargeTheGain() {
        WinLabel label = WinLabel.of(evidence(FASTER, LITTLE, LITTLE));

        assertThat(label.kind()).isEqualTo(Kind.TUNING);
        assertThat(label.reasons()).containsExactly("Only numbers are changed that the baseline has: lr=0.2.");
    }

    @Test
    void newStructureThatTuningReachesAsWellIsTuning() {
        WinLabel label = WinLabel.of(evidence(SCAFFOLD, LITTLE, reached(0.045, 0.005, 0.01)));

        assertThat(label.kind()).isEqualTo(Kind.TUNING);
        assertThat(label.reasons())
                .containsExactly("Scalar tuning reached +0.0450 with c017; the win's gain over that, +0.0050"
                        + " [-0.0050, +0.0150], is not above 0 with its whole interval. Nothing shows that the structure"
                        + " (aggregator=scaffold) made the gain.");
    }

    @Test
    void intervalThatOnlyTouchesZeroIsReachedAsWell() {
        assertThat(WinLabel.of(evidence(SCAFFOLD, LITTLE, reached(0.04, 0.01, 0.01)))
                        .kind())
                .isEqualTo(Kind.TUNING);
        assertThat(WinLabel.of(evidence(SCAFFOLD, LITTLE, reached(0.04, 0.0101, 0.01)))
                        .kind())
                .isEqualTo(Kind.MECHANISM);
    }

    @Test
    void whatBlindDrawsReachIsAnArtifactWhateverWasChanged() {
        Optional<Reached> far = reached(0.06, -0.01, 0.005);

        for (Recipe recipe : new Recipe[] {SCAFFOLD, FASTER}) {
            WinLabel label = WinLabel.of(evidence(recipe, far, LITTLE));
            assertThat(label.kind()).isEqualTo(Kind.ARTIFACT);
            assertThat(label.reasons()).singleElement().asString().contains("Random search", "+0.0600", "-0.0100");
        }
        assertThat(WinLabel.of(evidence(SCAFFOLD, far, far)).kind()).isEqualTo(Kind.ARTIFACT);
    }

    @Test
    void blindDrawsThatOnlyComeNearAreACaveat() {
        Optional<Reached> near = reached(0.045, 0.005, 0.01);

        WinLabel label = WinLabel.of(evidence(SCAFFOLD, near, LITTLE));

        assertThat(label.kind()).isEqualTo(Kind.MECHANISM);
        assertThat(label.reasons())
                .anyMatch(reason ->
                        reason.contains("Random search reached +0.0450") && reason.contains("hardly better than luck"));
        assertThat(WinLabel.of(evidence(SCAFFOLD, reached(0.05, 0, 0.01), LITTLE))
                        .kind())
                .isEqualTo(Kind.ARTIFACT);
    }

    @Test
    void gainThatTheConfirmationDoesNotCarryIsAnArtifact() {
        Evidence good = evidence(SCAFFOLD, LITTLE, LITTLE);

        WinLabel failed = WinLabel.of(confirmed(good, false, 0.03, 0.002));

        assertThat(failed.kind()).isEqualTo(Kind.ARTIFACT);
        assertThat(failed.reasons())
                .containsExactly(
                        "The gain does not hold: on fresh seeds it is +0.0300 [+0.0200, +0.0400], on the hold-out"
                                + " +0.0020 [-0.0080, +0.0120].");
        assertThat(WinLabel.of(confirmed(good, true, 0.03, 0.02)).kind()).isEqualTo(Kind.MECHANISM);
    }

    @Test
    void gainWhoseConfirmationFailedIsAnArtifact() {
        Evidence good = evidence(SCAFFOLD, LITTLE, LITTLE);

        WinLabel label = WinLabel.of(ending(good, new Unmeasured("c001-s101-h: QUORUM_MISSED: 3 of 5 sites")));

        assertThat(label.kind()).isEqualTo(Kind.ARTIFACT);
        assertThat(label.reasons())
                .containsExactly("The gain is not shown to hold: the confirmation failed, c001-s101-h: QUORUM_MISSED:"
                        + " 3 of 5 sites.");
    }

    @ParameterizedTest
    @CsvSource({
        "1.06, 1, 1, 1.06 times the baseline's sample passes",
        "1, 2, 1, 2.00 times the baseline's optimizer steps",
        "1, 1, 1.9, 1.90 times the baseline's bytes"
    })
    void gainThatIsBoughtIsAnArtifact(double samples, double steps, double bytes, String words) {
        Evidence good = evidence(SCAFFOLD, LITTLE, LITTLE);

        WinLabel label = WinLabel.of(costing(good, new RelativeCost(samples, steps, bytes)));

        assertThat(label.kind()).isEqualTo(Kind.ARTIFACT);
        assertThat(label.reasons()).containsExactly("The gain is bought: a trial spends " + words + ".");
        assertThat(WinLabel.of(costing(good, new RelativeCost(0.2, 0.3, 1.05))).kind())
                .isEqualTo(Kind.MECHANISM);
    }

    @Test
    void withoutControlsTheWordRestsOnTheStructureAloneAndSaysSo() {
        WinLabel label = WinLabel.of(evidence(SCAFFOLD, Optional.empty(), Optional.empty()));

        assertThat(label.kind()).isEqualTo(Kind.MECHANISM);
        assertThat(label.controlled()).isFalse();
        assertThat(label.reasons())
                .hasSize(3)
                .anySatisfy(reason -> assertThat(reason).contains("tuning is not ruled out"))
                .anySatisfy(reason -> assertThat(reason).contains("luck is not ruled out"));
        assertThat(WinLabel.of(evidence(FASTER, Optional.empty(), Optional.empty()))
                        .kind())
                .isEqualTo(Kind.TUNING);
    }

    @Test
    void armWithFewerCandidatesIsWeakerEvidenceAndThatIsSaid() {
        Optional<Reached> few = Optional.of(new Reached(Optional.empty(), 0, 2, 1, around(0.05, 0.01)));

        WinLabel label = WinLabel.of(evidence(SCAFFOLD, few, LITTLE));

        assertThat(label.kind()).isEqualTo(Kind.MECHANISM);
        assertThat(label.reasons())
                .contains(
                        "Random search found nothing better than the baseline; the win gains +0.0500 [+0.0400, +0.0600]"
                                + " over that.",
                        "Random search had 2 candidates, 1 of them judged with all seeds at equal cost, and the agent 8:"
                                + " with as many it might reach more.");
    }

    @Test
    void armThatCouldNotJudgeAllOfItsCandidatesIsSaid() {
        Optional<Reached> some = Optional.of(new Reached(Optional.empty(), 0, 8, 3, around(0.05, 0.01)));

        assertThat(WinLabel.of(evidence(SCAFFOLD, LITTLE, some)).reasons())
                .contains("Scalar tuning had 8 candidates, 3 of them judged with all seeds at equal cost.");
        assertThatThrownBy(() -> new Reached(Optional.empty(), 0, 8, 0, around(0.05, 0.01)))
                .hasMessageContaining("judged is 0, must be 1 to 8");
    }

    @Test
    void stepThatOnlyMovesNumbersOfAnEarlierMechanismIsSaid() {
        Evidence e = evidence(with("aggregator=scaffold", "lr=0.2"), LITTLE, LITTLE);
        Evidence stepped = new Evidence(
                e.baseline(),
                e.recipe(),
                Optional.of(new Step("c004", SCAFFOLD)),
                e.gain(),
                e.cost(),
                e.random(),
                e.scalar(),
                8,
                Optional.empty());

        WinLabel label = WinLabel.of(stepped);

        assertThat(label.kind()).isEqualTo(Kind.MECHANISM);
        assertThat(label.reasons())
                .contains("Its own step from c004 only moves numbers (lr=0.2): that part is tuning.");
    }

    @Test
    void numbersThatAMechanismMovesTooAreSaid() {
        WinLabel label = WinLabel.of(evidence(with("aggregator=scaffold", "lr=0.2", "momentum=0.5"), LITTLE, LITTLE));

        assertThat(label.kind()).isEqualTo(Kind.MECHANISM);
        assertThat(label.reasons())
                .contains("Numbers changed too: lr=0.2, momentum=0.5; what part of the gain is theirs is not known.");
        assertThat(WinLabel.of(evidence(SCAFFOLD, LITTLE, LITTLE)).reasons())
                .noneMatch(reason -> reason.contains("Numbers changed too"));
    }

    @Test
    void numbersOfAServerRuleAreNoneUnderAnother() {
        Recipe averaged = with("aggregator=fedavgm", "server_lr=2", "server_momentum=0.4");
        Recipe adaptive = with("aggregator=fedadam", "server_lr=0.3");

        assertThat(Structure.numbers(averaged, adaptive)).isEmpty();
        assertThat(Structure.numbers(adaptive, with("aggregator=fedadam", "server_lr=0.2")))
                .containsExactly("server_lr=0.2");
    }

    @Test
    void weightingAndBiasCorrectionAreStructure() {
        Recipe adaptive = with("aggregator=fedadam");

        assertThat(Structure.changes(BASELINE, with("weighting=sites"))).containsExactly("weighting=sites");
        assertThat(Structure.changes(adaptive, with("aggregator=fedadam", "bias_correction=off")))
                .containsExactly("bias_correction=off");
        assertThat(WinLabel.of(evidence(with("weighting=sites"), LITTLE, LITTLE))
                        .kind())
                .isEqualTo(Kind.MECHANISM);
    }

    @ParameterizedTest
    @CsvSource({
        "aggregator=scaffold, aggregator=scaffold",
        "aggregator=fedavgm server_lr=2 server_momentum=0.4, aggregator=fedavgm",
        "architecture=cnn, architecture=cnn",
        "proximal_mu=0.1, proximal_mu switched on",
        "clip_norm=1, clip_norm switched on",
        "label_smoothing=0.1, label_smoothing switched on",
        "weight_decay=0.001, weight_decay switched on",
        "momentum=0, momentum switched off",
        "cosine_eta_min=1, cosine_eta_min switched off",
        "local_steps=5, local_steps instead of local_epochs",
        "lr=0.1 momentum=0.5 cosine_eta_min=0.2 batch_size=8 local_epochs=1, ''"
    })
    void structureIsWhatIsNamedAndWhatIsSwitched(String changes, String expected) {
        assertThat(String.join(", ", Structure.changes(BASELINE, with(changes.split(" ", -1)))))
                .isEqualTo(expected);
    }
}
