package dev.assay.ledger.history;

import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.research.cost.Cost;
import dev.assay.research.program.Arm;

/** Whole campaigns that several tests look at. */
public final class Campaigns {
    private Campaigns() {}

    /** Baseline, a kept and a discarded candidate, a crash, a refusal, a confirmation. */
    public static History small() {
        return searched()
                .phase(Phase.CONFIRMATION, "the cap of candidates is reached")
                .holdOutOpened(0, 2)
                .confirming(0, 0.80, 0.81, 0.79)
                .confirming(2, 0.84, 0.85, 0.83)
                .confirmed(2, true, 0.04, 0.03)
                .finished("every phase is done");
    }

    /** The same, killed before the confirmation, with a candidate whose review is still to come. */
    public static History unfinished() {
        return searched()
                .proposed(4, 2, "scaffold", "drift corrected")
                .scored(4, 0.86)
                .requested(4, 2);
    }

    /** The shortest one that has all: a trial that was reported and two that are out. */
    public static History tiny() {
        return History.started()
                .phase(Phase.BASELINE, "a campaign begins with its baseline")
                .proposed(0, 0, "fedavg", "the profile's <baseline> = 'größer'")
                .scored(0, 0.80)
                .requested(0, 2)
                .requested(0, 3);
    }

    /** The baseline and three candidates, none better. */
    public static History withoutGain() {
        return baseline()
                .phase(Phase.SEARCH, "the baseline is measured")
                .proposed(1, 0, "fedprox", "less drift")
                .scored(1, 0.80, 0.79, 0.80)
                .compared(1, Verdict.DISCARD, 0.796667, -0.003333, "no better than the baseline")
                .finished("the watchdog ended the search");
    }

    /**
     * A tuned and a structural win, one that was bought with twice the bytes, two control arms with two candidates each, and a
     * confirmation.
     *
     * @param sign 1 for a metric that is maximized, -1 for its mirror image
     */
    public static History controlled(int sign) {
        History history = baseline(History.startedWithControls(), sign)
                .phase(Phase.SEARCH, "the baseline is measured")
                .proposed(1, 0, TestingRecipes.ALL.get(1), Arm.AGENT)
                .scored(1, sign * 0.83, sign * 0.84, sign * 0.82)
                .compared(1, Verdict.KEEP, sign * 0.83, 0.03, "beats the noise")
                .proposed(2, 1, TestingRecipes.scaffold(1), Arm.AGENT)
                .scored(2, sign * 0.88, sign * 0.89, sign * 0.87)
                .compared(2, Verdict.KEEP, sign * 0.88, 0.05, "beats the noise")
                .spending(new Cost(10_780, 340, 5_000_000, 5_000_000, 2))
                .proposed(3, 2, TestingRecipes.scaffold(3), Arm.AGENT)
                .scored(3, sign * 0.91, sign * 0.92, sign * 0.90)
                .compared(3, Verdict.KEEP, sign * 0.91, 0.03, "beats the noise")
                .phase(Phase.CONTROLS, "the cap of candidates is reached")
                .proposed(4, 0, TestingRecipes.scaffold(4), Arm.RANDOM)
                .scored(4, sign * 0.95, sign * 0.96, sign * 0.94)
                .compared(4, Verdict.KEEP, sign * 0.95, 0.15, "best of random search so far")
                .spendingAsUsual()
                .proposed(5, 0, TestingRecipes.ALL.get(5), Arm.RANDOM)
                .scored(5, sign * 0.81, sign * 0.82, sign * 0.80)
                .compared(5, Verdict.DISCARD, sign * 0.81, 0.01, "does not beat the noise")
                .proposed(6, 0, TestingRecipes.ALL.get(6), Arm.SCALAR)
                .scored(6, sign * 0.30, sign * 0.31)
                .compared(6, Verdict.DISCARD, sign * 0.305, -0.5, "hopeless")
                .proposed(7, 6, TestingRecipes.ALL.get(7), Arm.SCALAR)
                .scored(7, sign * 0.825, sign * 0.835, sign * 0.815)
                .compared(7, Verdict.KEEP, sign * 0.825, 0.025, "best of scalar tuning so far");
        return history.phase(Phase.CONFIRMATION, "the control arms are through")
                .holdOutOpened(0, 3)
                .confirming(0, sign * 0.80, sign * 0.81, sign * 0.79)
                .confirming(3, sign * 0.91, sign * 0.92, sign * 0.90)
                .confirmed(3, true, 0.11, 0.10)
                .finished("the confirmation is done");
    }

    /** The program's control arms are still to come; a change of structure has won so far. */
    public static History structuralWin() {
        return baseline(History.startedWithControls(), 1)
                .phase(Phase.SEARCH, "the baseline is measured")
                .proposed(1, 0, TestingRecipes.scaffold(1), Arm.AGENT)
                .scored(1, 0.88, 0.89, 0.87)
                .compared(1, Verdict.KEEP, 0.88, 0.08, "beats the noise");
    }

    /** Even the baseline crashes. */
    public static History crashesOnly() {
        return History.started()
                .phase(Phase.BASELINE, "a campaign begins with its baseline")
                .proposed(0, 0, "fedavg", "the profile's baseline")
                .crashed(0, 1, FailureCode.TRAINING_FAILED, "out of memory\nat round 3")
                .crashed(0, 2, FailureCode.NO_CLIENTS, "no client | node")
                .reviewed(0, Verdict.CRASH, 0, "no seed of the baseline has a score")
                .finished("the baseline crashed");
    }

    /** Many candidates, kept ones close together, some far off: what a picture has to cope with. */
    public static History large(int candidates) {
        History history = baseline().phase(Phase.SEARCH, "the baseline is measured");
        double best = 0.80;
        int incumbent = 0;
        for (int number = 1; number <= candidates; number++) {
            history.proposed(number, incumbent, "fedavgm", "hypothesis " + number);
            // A fixed sequence that looks irregular.
            double wobble = (number * 7919 % 101) / 101.0 - 0.5;
            double score = best + 0.02 * wobble - 0.004;
            if (number % 11 == 6) {
                history.crashed(number, 1, FailureCode.DIVERGED, "not finite at round 2")
                        .reviewed(number, Verdict.CRASH, 0, "diverged");
            } else if (number % 13 == 9) {
                history.scored(number, 0.31, 0.29).compared(number, Verdict.DISCARD, 0.30, -0.5, "far off");
            } else if (wobble > 0.25 || number == 3 || number == 4) {
                best += 0.0085;
                history.scored(number, best - 0.001, best, best + 0.001)
                        .compared(number, Verdict.KEEP, best, 0.0085, "beats the noise");
                incumbent = number;
            } else {
                history.scored(number, score, score)
                        .compared(number, Verdict.DISCARD, score, score - best, "within the noise");
            }
        }
        return history.phase(Phase.CONFIRMATION, "the cap of candidates is reached")
                .holdOutOpened(0, incumbent)
                .confirmed(incumbent, true, best - 0.80, best - 0.805)
                .finished("every phase is done");
    }

    private static History baseline() {
        return baseline(History.started(), 1);
    }

    private static History baseline(History started, int sign) {
        return started.phase(Phase.BASELINE, "a campaign begins with its baseline")
                .proposed(0, 0, "fedavg", "the profile's baseline")
                .scored(0, sign * 0.80, sign * 0.81, sign * 0.79)
                .reviewed(0, Verdict.KEEP, sign * 0.80, "the baseline is the first incumbent");
    }

    private static History searched() {
        return baseline()
                .phase(Phase.SEARCH, "the baseline is measured")
                .proposed(1, 0, "fedprox", "less drift")
                .refused("lr is 20, must be at most 1", "batch_size is 7, must be one of 16, 32")
                .proposed(2, 0, "fedavgm", "server momentum smooths\tthe rounds")
                .proposed(3, 0, "fedadam", "adaptive steps")
                .scored(2, 0.83, 0.84, 0.82)
                .scored(1, 0.79, 0.80)
                .crashed(3, 1, FailureCode.DIVERGED, "not finite at round 2")
                .compared(2, Verdict.KEEP, 0.83, 0.03, "beats the noise")
                .compared(1, Verdict.DISCARD, 0.795, -0.01, "within the noise")
                .reviewed(3, Verdict.CRASH, 0, "diverged on its first seed");
    }
}
