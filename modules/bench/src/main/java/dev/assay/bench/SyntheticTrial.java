package dev.assay.bench;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.research.cost.Cost;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One trial of a {@link SyntheticHistory}: its start, a refused update, its rounds, its end.
 *
 * @param request hash of the campaign's event that requested it
 */
record SyntheticTrial(TrialPlan plan, int rounds, TrialOutcome outcome, Digest request) {
    private static final int STEPS_PER_ROUND = 3;
    private static final int BATCH_SIZE = 16;
    private static final long MODEL_BYTES = 38_440;
    private static final List<String> SITES = IntStream.range(0, SyntheticHistory.SITES)
            .mapToObj(site -> "site-" + site)
            .toList();

    private static final SortedMap<String, String> MACHINE =
            new TreeMap<>(Map.of("processor", "none", "instructions", "none", "java", "17", "system", "none"));

    /** How many events it has. */
    int size() {
        return rounds + 3;
    }

    /** @param sequence 1 for the first event, {@link #size()} for the last */
    TrialEvent event(int sequence, Instant at) {
        if (sequence == 1) {
            return new TrialStarted(at, plan, SITES, "synthetic", MACHINE);
        }
        if (sequence == 2) {
            return new UpdateRefused(at, 0, 5, "NORM_TOO_LARGE", "the DIFF has a norm of 312.5, must be at most 100");
        }
        return sequence == size() ? new TrialEnded(at, outcome) : round(sequence - 3, at);
    }

    /** The digest of the global model after a round. */
    static Digest model(TrialPlan plan, int round) {
        return Digest.ofText(plan.trialId() + " model " + round);
    }

    /** What so many rounds cost. */
    static Cost costOf(int rounds) {
        long steps = (long) rounds * SyntheticHistory.SITES * STEPS_PER_ROUND;
        long bytes = rounds * SyntheticHistory.SITES * MODEL_BYTES;
        return new Cost(steps * BATCH_SIZE, steps, bytes, bytes, 0.25 * rounds);
    }

    private TrialEvent round(int round, Instant at) {
        return new RoundCompleted(
                at,
                round,
                model(plan, round),
                Digest.ofText(plan.trialId() + " checkpoint " + round),
                IntStream.range(0, SyntheticHistory.SITES)
                        .mapToObj(site -> contribution(round, site))
                        .toList(),
                costOf(1));
    }

    private SiteContribution contribution(int round, int site) {
        double loss = 2.3 / (1 + round) + 0.01 * site + (plan.seed() % 1000) * 1e-6;
        return new SiteContribution(site, STEPS_PER_ROUND, (long) STEPS_PER_ROUND * BATCH_SIZE, loss, 0.5 + loss / 3);
    }
}
