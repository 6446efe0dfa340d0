package dev.assay.ledger.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.privacy.Protection;
import dev.assay.research.cost.Cost;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What happens in one trial. Model vectors are not in events: their digests are. */
public sealed interface TrialEvent {
    Instant at();

    /**
     * @param sites names of the sites that take part, in site order
     * @param engine what computes, for example {@code PyTorch 2.7.1 on cpu}
     * @param machine facts of the machine that bits can depend on, by name; empty before the chain
     */
    record TrialStarted(
            Instant at, TrialPlan plan, List<String> sites, String engine, SortedMap<String, String> machine)
            implements TrialEvent {
        public TrialStarted {
            sites = List.copyOf(sites);
            machine = Collections.unmodifiableSortedMap(new TreeMap<>(machine));
        }
    }

    /**
     * An update was not taken; the round goes on.
     *
     * @param round that the update claims
     * @param site that sent it; -1 where it claims one that its node was not given
     * @param code stable name of the refusal
     */
    record UpdateRefused(Instant at, int round, int site, String code, String message) implements TrialEvent {}

    /**
     * @param round 0 for the first
     * @param model digest of the global model after the round
     * @param checkpoint digest of the checkpoint file
     * @param sites what each site contributed, in site order
     * @param cost of this round
     * @param absent sites that took no part because nobody served them, in site order; none in ledgers from before it was recorded
     * @param lost cost of attempts at the round that a lost node ended: no recipe's doing, so no part of its cost
     */
    record RoundCompleted(
            Instant at,
            int round,
            Digest model,
            Digest checkpoint,
            List<SiteContribution> sites,
            Cost cost,
            List<SiteAbsence> absent,
            Cost lost)
            implements TrialEvent {
        public RoundCompleted {
            sites = List.copyOf(sites);
            absent = List.copyOf(absent);
        }

        /** With all sites there, at the first attempt. */
        public RoundCompleted(
                Instant at, int round, Digest model, Digest checkpoint, List<SiteContribution> sites, Cost cost) {
            this(at, round, model, checkpoint, sites, cost, List.of(), Cost.NONE);
        }
    }

    /** The end, scored or failed; the only event of a trial that could not start. */
    record TrialEnded(Instant at, TrialOutcome outcome) implements TrialEvent {}

    /**
     * One site's part in a round.
     *
     * @param norm Euclidean norm of its DIFF
     * @param meanLoss mean batch loss of its steps; 0 where noise was added
     * @param protection what the site says that its policy did to the DIFF
     */
    record SiteContribution(
            int site, int steps, long samples, double meanLoss, double norm, Optional<Protection> protection) {
        /** As it was trained. */
        public SiteContribution(int site, int steps, long samples, double meanLoss, double norm) {
            this(site, steps, samples, meanLoss, norm, Optional.empty());
        }
    }

    /**
     * A site that took no part in a round.
     *
     * @param cause why nobody served it, for people
     */
    record SiteAbsence(int site, String cause) {}
}
