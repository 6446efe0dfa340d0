package dev.assay.agent.decision;

import static dev.assay.agent.decision.CampaignDrive.LANDSCAPE;
import static dev.assay.agent.decision.CampaignDrive.crashing;
import static dev.assay.agent.decision.CampaignDrive.failing;
import static dev.assay.agent.decision.CampaignDrive.gains;
import static dev.assay.agent.decision.CampaignDrive.hasProximalTerm;
import static dev.assay.agent.decision.CampaignDrive.proximalMu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.agent.decision.CampaignDrive.Trials;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.research.program.Arm;
import dev.assay.research.recipe.Recipe;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a campaign makes of trials that have no score. */
class CrashedCandidatesTest {
    private static CampaignDrive drive(int maxCandidates, String... replacements) {
        return new CampaignDrive(TestingRules.with(replacements), maxCandidates);
    }

    @Test
    void crashIsRecordedWithItsCauseAndTheCampaignGoesOn() {
        CampaignDrive drive = drive(5).answering(crashing(Recipe::scaffold, gains(recipe -> 0)))
                .toTheEnd();

        assertThat(drive.review("scaffold").verdict()).isEqualTo(Verdict.CRASH);
        assertThat(drive.review("scaffold").reason()).isEqualTo("DIVERGED: values ran away");
        assertThat(drive.review("scaffold").comparison()).isEmpty();
        assertThat(drive.state().candidates())
                .hasSize(6)
                .allMatch(record -> record.review().isPresent());
    }

    @Test
    void candidateThatCrashesOnOneSeedOnlyIsACrash() {
        Trials once = (recipe, trial) -> crashing(
                        any -> hasProximalTerm(recipe) && trial.trialId().endsWith("seed-4"), gains(any -> 0.1))
                .outcome(recipe, trial);

        CampaignDrive drive = drive(2).answering(once).toTheEnd();

        assertThat(drive.review("prox").verdict()).isEqualTo(Verdict.CRASH);
        assertThat(drive.state().incumbent()).isZero();
    }

    /** As good as the table makes it look bad: only there does the term run away. */
    private static CampaignDrive proximalTermsThatFailInTheTableOnly(int familyLimit) {
        return drive(40, "stop_after: 6", "stop_after: 40", "family_limit: 2", "family_limit: " + familyLimit)
                .answering(crashing(
                        recipe -> proximalMu(recipe) == 0.1 || proximalMu(recipe) == 0.5,
                        gains(recipe -> hasProximalTerm(recipe) ? 0.2 : 0)))
                .toTheEnd();
    }

    @Test
    void familyThatKeepsCrashingIsLeft() {
        assertThat(proximal(proximalTermsThatFailInTheTableOnly(2))).hasSize(2);
        // The search does not leave it by itself.
        assertThat(proximal(proximalTermsThatFailInTheTableOnly(3))).hasSizeGreaterThan(4);
    }

    private static List<CandidateRecord> proximal(CampaignDrive drive) {
        return drive.state().candidates().stream()
                .filter(record -> record.candidate().family().equals("fedavg+prox"))
                .toList();
    }

    @Test
    void calibrationLeavesOutWhatIsOfAnAbandonedFamily() {
        CampaignDrive drive = drive(
                        5,
                        "{name: median, ",
                        "{name: prox-weak, ",
                        "change: {aggregator: median}",
                        "change: {proximal_mu: 0.01}")
                .answering(crashing(CampaignDrive::hasProximalTerm, LANDSCAPE))
                .toTheEnd();

        assertThat(proximal(drive))
                .extracting(record -> record.candidate().source())
                .containsExactly("calibration prox", "calibration prox-strong");
        assertThat(drive.state().candidates()).hasSize(6);
    }

    /** What the proposer is told to leave, where both of the table's proximal terms failed so. */
    private static Set<String> abandoned(FailureCode code) {
        CampaignDrive drive = drive(5).answering(failing(code, CampaignDrive::hasProximalTerm, LANDSCAPE))
                .toTheEnd();
        return Histories.of(drive.state(), TestingRules.with(), Arm.AGENT).abandonedFamilies();
    }

    @ParameterizedTest
    @EnumSource(names = {"DIVERGED", "TRAINING_FAILED", "SCORE_NOT_FINITE"})
    void familyWhoseModelsRunAwayIsAbandoned(FailureCode code) {
        assertThat(abandoned(code)).containsExactly("fedavg+prox");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DIVERGED", "TRAINING_FAILED", "SCORE_NOT_FINITE"})
    void familyIsNotAbandonedForWhatIsNoFaultOfIts(FailureCode code) {
        assertThat(abandoned(code)).isEmpty();
    }

    @Test
    void crashOfTheBaselineEndsTheCampaignWithItsCause() {
        CampaignDrive drive = drive(16)
                .answering(crashing(recipe -> true, gains(recipe -> 0)))
                .toTheEnd();

        assertThat(drive.events(CampaignFinished.class))
                .singleElement()
                .satisfies(end ->
                        assertThat(end.reason()).contains("the baseline failed").contains("DIVERGED"));
        assertThat(drive.state().candidates()).hasSize(1);
    }
}
