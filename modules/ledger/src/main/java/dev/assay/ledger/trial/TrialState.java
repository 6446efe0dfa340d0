package dev.assay.ledger.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.MisfitException;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.research.cost.Cost;
import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/**
 * A trial as the fold of its events: not started, then running, then ended; one that cannot start ends at once, failed.
 * {@link #apply} is the only way from one to the next; an event that does not fit is a bug or a damaged ledger, and throws.
 */
public sealed interface TrialState {
    TrialState EMPTY = new NotStarted();

    TrialState apply(TrialEvent event);

    record NotStarted() implements TrialState {
        @Override
        public TrialState apply(TrialEvent event) {
            if (event instanceof TrialStarted started) {
                return new Running(
                        started.plan(), started.sites(), 0, Optional.empty(), Cost.NONE, HashTreePSet.empty());
            }
            if (event instanceof TrialEnded ended && ended.outcome() instanceof Failed) {
                return new Ended(ended.outcome());
            }
            throw misfit(this, event);
        }
    }

    /**
     * @param sites names in site order
     * @param roundsDone completed rounds, so also the index of the next one
     * @param checkpoint digest of the last round's checkpoint; empty before the first round is done
     * @param cost of all completed rounds
     * @param refusals what is recorded of updates that were not taken
     */
    record Running(
            TrialPlan plan,
            List<String> sites,
            int roundsDone,
            Optional<Digest> checkpoint,
            Cost cost,
            PSet<RecordedRefusal> refusals)
            implements TrialState {
        public Running {
            sites = List.copyOf(sites);
        }

        @Override
        public TrialState apply(TrialEvent event) {
            if (event instanceof UpdateRefused refused) {
                RecordedRefusal refusal = new RecordedRefusal(refused.round(), refused.site(), refused.code());
                return new Running(plan, sites, roundsDone, checkpoint, cost, refusals.plus(refusal));
            }
            if (event instanceof RoundCompleted round && round.round() == roundsDone) {
                return new Running(
                        plan,
                        sites,
                        roundsDone + 1,
                        Optional.of(round.checkpoint()),
                        cost.plus(round.cost()),
                        refusals);
            }
            if (event instanceof TrialEnded ended) {
                return new Ended(ended.outcome());
            }
            throw misfit(this, event);
        }
    }

    /** What is recorded of one or more updates that were not taken, as in {@link UpdateRefused}. */
    record RecordedRefusal(int round, int site, String code) {}

    record Ended(TrialOutcome outcome) implements TrialState {
        @Override
        public TrialState apply(TrialEvent event) {
            throw misfit(this, event);
        }
    }

    private static MisfitException misfit(TrialState state, TrialEvent event) {
        return new MisfitException("event " + event + " does not follow on " + state);
    }
}
