package dev.assay.ledger.campaign;

import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * How far one arm has come.
 *
 * @param candidates their numbers, the baseline not among them
 * @param incumbent number of the last candidate that the arm kept; the baseline before it keeps one
 * @param reviewedSinceKeep candidates that were reviewed since then, in this phase
 */
record ArmProgress(PVector<Integer> candidates, int incumbent, int reviewedSinceKeep) {
    static final ArmProgress EMPTY = new ArmProgress(TreePVector.empty(), CandidateBook.BASELINE, 0);

    ArmProgress proposed(int number) {
        return number == CandidateBook.BASELINE
                ? this
                : new ArmProgress(candidates.plus(number), incumbent, reviewedSinceKeep);
    }

    ArmProgress reviewed(int number, Verdict verdict) {
        return verdict == Verdict.KEEP
                ? new ArmProgress(candidates, number, 0)
                : new ArmProgress(candidates, incumbent, reviewedSinceKeep + 1);
    }

    ArmProgress inNextPhase() {
        return new ArmProgress(candidates, incumbent, 0);
    }
}
