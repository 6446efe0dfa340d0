package dev.assay.server.trial;

import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.server.round.OpenRound;
import dev.assay.server.round.Refusal;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a round has too few usable updates. Values that ran away or training that failed count as the recipe's doing only if
 * most of the sites that were asked met with it: a single site, broken or hostile, must not bring a recipe's family into
 * disrepute.
 *
 * @param message with all causes, whatever the code
 */
record QuorumMissed(FailureCode code, String message) {

    static QuorumMissed of(OpenRound round, int quorum) {
        String causes = Stream.concat(
                        round.failures().stream(),
                        round.refusals().stream().map(refusal -> refusal.code() + ": " + refusal.message()))
                .collect(Collectors.joining("; "));
        String away = round.absent().values().stream().map(why -> "; " + why).collect(Collectors.joining());
        String message = "round " + round.round() + " has " + round.accepted() + " usable updates, the quorum is "
                + quorum + (causes.isEmpty() ? "; the other sites did not answer in time" : "; " + causes) + away;
        return new QuorumMissed(code(round), message);
    }

    private static FailureCode code(OpenRound round) {
        long ranAway = round.refusals().stream()
                .map(Refusal::code)
                .filter(QuorumMissed::ranAway)
                .count();
        if (isMost(ranAway, round)) {
            return FailureCode.DIVERGED;
        }
        long withheld = round.refusals().stream()
                .filter(refusal -> refusal.code() == Refusal.Code.SITE_POLICY)
                .count();
        if (isMost(withheld, round)) {
            return FailureCode.REFUSED_BY_POLICY;
        }
        return isMost(round.failures().size(), round) ? FailureCode.TRAINING_FAILED : FailureCode.QUORUM_MISSED;
    }

    private static boolean isMost(long sites, OpenRound round) {
        return 2 * sites > round.asked();
    }

    private static boolean ranAway(Refusal.Code code) {
        return code == Refusal.Code.NOT_FINITE || code == Refusal.Code.NORM_TOO_LARGE;
    }
}
