package dev.assay.server.trial;

import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.server.round.OpenRound;
import dev.assay.server.round.Refusal;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a round has too few usable updates.
 *
 * @param code what most plainly caused it: values that ran away, training that failed, or sites that were silent
 */
record QuorumMissed(FailureCode code, String message) {

    static QuorumMissed of(OpenRound round, int quorum) {
        String causes = Stream.concat(
                        round.failures().stream(),
                        round.refusals().stream().map(refusal -> refusal.code() + ": " + refusal.message()))
                .collect(Collectors.joining("; "));
        String message = "round " + round.round() + " has " + round.accepted() + " usable updates, the quorum is "
                + quorum + (causes.isEmpty() ? "; the other sites did not answer in time" : "; " + causes);
        return new QuorumMissed(code(round), message);
    }

    private static FailureCode code(OpenRound round) {
        if (round.refusals().stream().map(Refusal::code).anyMatch(QuorumMissed::ranAway)) {
            return FailureCode.DIVERGED;
        }
        return round.failures().isEmpty() ? FailureCode.QUORUM_MISSED : FailureCode.TRAINING_FAILED;
    }

    private static boolean ranAway(Refusal.Code code) {
        return code == Refusal.Code.NOT_FINITE || code == Refusal.Code.NORM_TOO_LARGE;
    }
}
