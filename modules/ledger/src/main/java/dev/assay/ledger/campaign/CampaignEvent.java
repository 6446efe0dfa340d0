package dev.assay.ledger.campaign;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.review.Comparison;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What happens in one campaign. Every number that a decision used is in the ledger: scores in {@link TrialReported}, the
 * comparison that decided in {@link CandidateReviewed} and {@link CampaignConfirmed}.
 */
public sealed interface CampaignEvent {
    Instant at();

    /**
     * @param seed root of the campaign's own choices and of its trials' seeds
     * @param profileText the task profile as it was read: the campaign never reads the file again
     * @param programText the program as it was read
     * @param fingerprint every field that must be equal for two scores to be comparable, by name
     * @param maxCandidates candidates of the agent after the baseline
     * @param lineage of a labelled sub-campaign; empty for any other
     */
    record CampaignStarted(
            Instant at,
            String campaignId,
            long seed,
            String profileText,
            String programText,
            SortedMap<String, String> fingerprint,
            int maxCandidates,
            Optional<Lineage> lineage)
            implements CampaignEvent {
        /** The start of a campaign that is no sub-campaign. */
        public CampaignStarted(
                Instant at,
                String campaignId,
                long seed,
                String profileText,
                String programText,
                SortedMap<String, String> fingerprint,
                int maxCandidates) {
            this(at, campaignId, seed, profileText, programText, fingerprint, maxCandidates, Optional.empty());
        }
    }

    record PhaseEntered(Instant at, Phase phase, String reason) implements CampaignEvent {}

    record CandidateProposed(Instant at, Candidate candidate) implements CampaignEvent {}

    /** The guard refused a proposal; it uses up no candidate number. */
    record ProposalRefused(Instant at, Recipe recipe, String source, List<String> violations) implements CampaignEvent {
        public ProposalRefused {
            violations = List.copyOf(violations);
        }
    }

    record TrialRequested(Instant at, String trialId, int candidate, long seed, boolean openHoldOut)
            implements CampaignEvent {}

    /** @param chain the end of the trial's chain; empty in a ledger that was recorded before events were chained */
    record TrialReported(Instant at, String trialId, TrialOutcome outcome, Optional<ChainHead> chain)
            implements CampaignEvent {}

    /**
     * @param score mean selection score over the seeds that the review used; 0 for a crash
     * @param comparison with the incumbent of the candidate's own arm, the numbers that decided; empty for the baseline and for a crash
     * @param reason one sentence for people
     */
    record CandidateReviewed(
            Instant at, int candidate, Verdict verdict, double score, Optional<Comparison> comparison, String reason)
            implements CampaignEvent {}

    /**
     * The sealed hold-out is about to be read: for these candidates' confirmation trials, or for their recorded models.
     *
     * @param by who reads it
     */
    record HoldOutOpened(Instant at, List<Integer> candidates, String reason, HoldOutReader by)
            implements CampaignEvent {
        public HoldOutOpened {
            candidates = List.copyOf(candidates);
        }

        /** The opening by the campaign itself. */
        public HoldOutOpened(Instant at, List<Integer> candidates, String reason) {
            this(at, candidates, reason, HoldOutReader.CONFIRMATION);
        }
    }

    /**
     * What recorded models came to on the hold-out, after an opening by the report.
     *
     * @param scores in the order of the trials' requests
     * @param missing ids of the trials that have a score but whose final model is no longer there, or could not
     *     be scored; nothing is trained again
     */
    record HoldOutScored(Instant at, List<HoldOutScore> scores, List<String> missing) implements CampaignEvent {
        public HoldOutScored {
            scores = List.copyOf(scores);
            missing = List.copyOf(missing);
        }
    }

    /**
     * One recorded model on the hold-out.
     *
     * @param model digest of the trial's final model
     * @param score in the metric's unit
     */
    record HoldOutScore(String trialId, int candidate, long seed, Digest model, double score) {}

    /**
     * The files that show the campaign to people were written.
     *
     * @param artifacts digest of each, by its path in the run folder
     */
    record ReportWritten(Instant at, SortedMap<String, Digest> artifacts) implements CampaignEvent {
        public ReportWritten {
            artifacts = Collections.unmodifiableSortedMap(new TreeMap<>(artifacts));
        }
    }

    /**
     * The final incumbent against the baseline, on fresh seeds.
     *
     * @param selection gain on the selection split
     * @param holdOut gain on the hold-out
     */
    record CampaignConfirmed(
            Instant at, int candidate, boolean confirmed, Comparison selection, Comparison holdOut, String reason)
            implements CampaignEvent {}

    /**
     * Somebody asked the campaign to end early: running trials end, the incumbent is confirmed, the report written. It ends a
     * pause, too.
     */
    record StopRequested(Instant at, String cause) implements CampaignEvent {}

    /**
     * An operator asked the campaign to pause: trials that run go to their end, no further one is requested or started. Not to
     * be confused with a machine that fails, which makes a campaign wait without an event.
     */
    record PauseRequested(Instant at, String cause) implements CampaignEvent {}

    /** An operator asked the paused campaign to go on. */
    record ResumeRequested(Instant at, String cause) implements CampaignEvent {}

    record CampaignFinished(Instant at, String reason) implements CampaignEvent {}
}
