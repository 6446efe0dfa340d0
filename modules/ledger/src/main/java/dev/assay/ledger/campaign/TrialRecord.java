package dev.assay.ledger.campaign;

import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.util.Optional;

/**
 * A trial as the campaign knows it.
 *
 * @param outcome empty while it is not reported
 */
public record TrialRecord(
        String trialId, int candidate, long seed, boolean openHoldOut, Optional<TrialOutcome> outcome) {
    TrialRecord reported(TrialOutcome result) {
        return new TrialRecord(trialId, candidate, seed, openHoldOut, Optional.of(result));
    }

    public Optional<Scored> scored() {
        return outcome.filter(Scored.class::isInstance).map(Scored.class::cast);
    }
}
