package dev.assay.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.agent.decision.CampaignDrive.Trials;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import dev.assay.research.program.Arm;
import dev.assay.research.recipe.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ConfirmationTest {
    private static final int SCAFFOLD = 4;

    /** Control variates gain this much in the search, and this much on the fresh seeds and on the hold-out. */
    private static Trials gaining(double search, double fresh, double holdOut) {
        return (recipe, trial) -> {
            double noise = CampaignDrive.noise(trial.seed());
            if (!trial.openHoldOut()) {
                return CampaignDrive.scored(0.5 + noise + gain(recipe, search), trial);
            }
            return new Scored(
                    0.5 + noise + gain(recipe, fresh),
                    OptionalDouble.of(0.4 + noise + gain(recipe, holdOut)),
                    Digest.ofText(trial.trialId()),
                    Cost.NONE);
        };
    }

    private static double gain(Recipe recipe, double gain) {
        return recipe.scaffold() ? gain : 0;
    }

    private static CampaignDrive drive(Trials trials) {
        return new CampaignDrive(TestingRules.with(), 5).answering(trials).toTheEnd();
    }

    private static List<TrialRequested> requests(CampaignDrive drive, boolean confirmation) {
        return drive.events(TrialRequested.class).stream()
                .filter(request -> request.openHoldOut() == confirmation)
                .toList();
    }

    @Test
    void incumbentAndBaselineRunOnFreshSeedsThatNothingWasSelectedOn() {
        CampaignDrive drive = drive(gaining(0.1, 0.1, 0.1));

        List<TrialRequested> fresh = requests(drive, true);
        Set<Long> used =
                requests(drive, false).stream().map(TrialRequested::seed).collect(Collectors.toSet());
        assertThat(fresh).hasSize(8);
        assertThat(fresh).extracting(TrialRequested::candidate).containsOnly(0, SCAFFOLD);
        assertThat(fresh).extracting(TrialRequested::seed).doesNotContainAnyElementsOf(used);
        assertThat(fresh.stream().map(TrialRequested::seed).distinct()).hasSize(4);
        assertThat(fresh.get(0).trialId()).isEqualTo("c/c000/confirm-1");
    }

    @Test
    void holdOutIsOpenedOnceRightBeforeTheOnlyTrialsThatReadIt() {
        CampaignDrive drive = drive(gaining(0.1, 0.1, 0.1));
        List<CampaignEvent> events = drive.events();

        assertThat(drive.events(HoldOutOpened.class))
                .singleElement()
                .satisfies(opened -> assertThat(opened.candidates()).containsExactly(0, SCAFFOLD));
        int opened = events.indexOf(drive.events(HoldOutOpened.class).get(0));
        assertThat(events.subList(0, opened))
                .noneMatch(event -> event instanceof TrialRequested request && request.openHoldOut());
        assertThat(events.subList(opened + 1, opened + 9))
                .allMatch(event -> event instanceof TrialRequested request && request.openHoldOut());
    }

    @Test
    void gainOnFreshSeedsAndHoldOutIsConfirmedWithItsNumbers() {
        CampaignConfirmed confirmed =
                drive(gaining(0.1, 0.08, 0.06)).events(CampaignConfirmed.class).get(0);

        assertThat(confirmed.confirmed()).isTrue();
        assertThat(confirmed.candidate()).isEqualTo(SCAFFOLD);
        assertThat(confirmed.selection().meanGain()).isCloseTo(0.08, within());
        assertThat(confirmed.holdOut().meanGain()).isCloseTo(0.06, within());
        assertThat(confirmed.selection().pairs()).isEqualTo(4);
        assertThat(confirmed.reason())
                .contains("c004 is confirmed")
                .contains("+0.0800")
                .contains("+0.0600");
    }

    @Test
    void eachComparisonHasTheNoiseOfItsOwnRowsAndSeeds() {
        Trials trials = (recipe, trial) -> {
            double noise = CampaignDrive.noise(trial.seed());
            double score = 0.5 + gain(recipe, 0.1);
            return trial.openHoldOut()
                    ? new Scored(
                            score + 0.5 * noise,
                            OptionalDouble.of(score + 3 * noise),
                            Digest.ofText(trial.trialId()),
                            Cost.NONE)
                    : CampaignDrive.scored(score + noise, trial);
        };
        CampaignDrive drive = drive(trials);
        double[] noises = requests(drive, true).stream()
                .filter(request -> request.candidate() == 0)
                .mapToDouble(request -> CampaignDrive.noise(request.seed()))
                .toArray();
        double mean = Arrays.stream(noises).average().orElseThrow();
        double squares = Arrays.stream(noises).map(n -> (n - mean) * (n - mean)).sum();
        // Student's 0.9 quantile for 3 degrees of freedom, from a table, times the deviation over the root of 4.
        double unit = 1.637744 * Math.sqrt(squares / 3) / 2;

        CampaignConfirmed confirmed = drive.events(CampaignConfirmed.class).get(0);

        // Both candidates move together, so the baseline's own scores are all the noise there is.
        assertThat(confirmed.selection().halfWidth()).isCloseTo(0.5 * unit, Offset.offset(1e-7));
        assertThat(confirmed.holdOut().halfWidth()).isCloseTo(3 * unit, Offset.offset(1e-7));
    }

    @Test
    void gainThatIsGoneOnFreshSeedsIsNotConfirmed() {
        CampaignDrive drive = drive(gaining(0.1, 0, 0.1));

        CampaignConfirmed verdict = drive.events(CampaignConfirmed.class).get(0);
        assertThat(verdict.confirmed()).isFalse();
        assertThat(verdict.reason()).contains("c004 is not confirmed");
        assertThat(drive.events(CampaignFinished.class)).hasSize(1);
    }

    @Test
    void gainThatIsGoneOnTheHoldOutIsNotConfirmed() {
        assertThat(drive(gaining(0.1, 0.1, -0.01))
                        .events(CampaignConfirmed.class)
                        .get(0)
                        .confirmed())
                .isFalse();
    }

    @Test
    void failedConfirmationTrialConfirmsNothing() {
        Trials failing = (recipe, trial) -> trial.trialId().equals("c/c004/confirm-3")
                ? new Failed(FailureCode.QUORUM_MISSED, "silence", Cost.NONE)
                : gaining(0.1, 0.1, 0.1).outcome(recipe, trial);

        CampaignDrive drive = drive(failing);

        assertThat(drive.state().confirmation()).isEmpty();
        assertThat(drive.events(CampaignFinished.class).get(0).reason())
                .contains("not confirmed")
                .contains("QUORUM_MISSED: silence");
    }

    @Test
    void nothingIsOpenedWhereNothingBeatsTheBaseline() {
        CampaignDrive drive = drive(gaining(0, 0, 0));

        assertThat(drive.events(HoldOutOpened.class)).isEmpty();
        assertThat(drive.events(CampaignFinished.class).get(0).reason()).isEqualTo("no candidate beat the baseline");
    }

    @Test
    void nothingIsOpenedWhereTheProgramAsksForNoConfirmation() {
        CampaignRules rules =
                TestingRules.with("[baseline, calibration, search, confirmation]", "[baseline, calibration, search]");

        CampaignDrive drive =
                new CampaignDrive(rules, 5).answering(gaining(0.1, 0.1, 0.1)).toTheEnd();

        assertThat(drive.events(HoldOutOpened.class)).isEmpty();
        assertThat(drive.events(CampaignFinished.class).get(0).reason()).contains("no confirmation");
    }

    @Test
    void noDecisionBeforeTheConfirmationDependsOnTheHoldOut() {
        CampaignDrive good = drive(gaining(0.1, 0.1, 0.3));
        CampaignDrive bad = drive(gaining(0.1, 0.1, -0.3));
        int opened = good.events().indexOf(good.events(HoldOutOpened.class).get(0));

        assertThat(bad.events().subList(0, opened + 9)).isEqualTo(good.events().subList(0, opened + 9));
        assertThat(Histories.of(good.state(), TestingRules.with(), Arm.AGENT))
                .isEqualTo(Histories.of(bad.state(), TestingRules.with(), Arm.AGENT));
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-9);
    }

    @Test
    void aSubCampaignConfirmsOnSeedsThatItsParentHasNotSeen() {
        List<Long> parent = confirmationSeeds(Optional.empty());
        List<Long> one = confirmationSeeds(Optional.of(lineage("x", "one")));
        List<Long> other = confirmationSeeds(Optional.of(lineage("x", "other")));
        List<Long> ofOther = confirmationSeeds(Optional.of(lineage("y", "one")));

        assertThat(parent.get(0)).isEqualTo(RandomStreams.seed(11, RandomPurpose.TRIAL_SEED, 1, 0));
        assertThat(Stream.of(parent, one, other, ofOther).flatMap(List::stream))
                .hasSize(4 * parent.size())
                .doesNotHaveDuplicates();
        assertThat(confirmationSeeds(Optional.of(lineage("x", "one")))).isEqualTo(one);
    }

    private static List<Long> confirmationSeeds(Optional<Lineage> lineage) {
        CampaignDrive drive = new CampaignDrive(TestingRules.with(), 5, lineage)
                .answering(gaining(0.1, 0.1, 0.1))
                .toTheEnd();
        return requests(drive, true).stream()
                .map(TrialRequested::seed)
                .distinct()
                .toList();
    }

    private static Lineage lineage(String parent, String label) {
        return new Lineage(label, parent, Digest.ofText("fingerprint"), List.of("rounds is 2, was 1"), true);
    }
}
