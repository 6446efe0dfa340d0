package dev.assay.ledger.report;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScore;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.HoldOutReader;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.research.cost.Cost;
import dev.assay.research.review.Comparison;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A campaign so far. Every number is from the events; an unfinished campaign has a report too, which says so.
 *
 * @param conclusion the result in one word
 * @param noise scores of the baseline over its seeds; empty before two of them are in
 * @param headline the incumbent against the baseline; empty before the baseline is reviewed
 * @param candidates the baseline first, then in the order of review, see {@link CampaignState#inReviewOrder}
 * @param decisions every review in its order
 * @param crashes every trial without a score
 * @param holdOutOpenings every opening of the hold-out, in their order
 * @param trials trials that have ended
 * @param cost what all ended trials have spent
 */
public record Report(
        Run run,
        Ending ending,
        Conclusion conclusion,
        Optional<Headline> headline,
        Optional<BaselineNoise> noise,
        List<CandidateRecord> candidates,
        List<PhaseSummary> phases,
        List<Decision> decisions,
        List<Crash> crashes,
        List<Refusal> refusals,
        List<HoldOutOpening> holdOutOpenings,
        int trials,
        Cost cost) {
    public Report {
        candidates = List.copyOf(candidates);
        phases = List.copyOf(phases);
        decisions = List.copyOf(decisions);
        crashes = List.copyOf(crashes);
        refusals = List.copyOf(refusals);
        holdOutOpenings = List.copyOf(holdOutOpenings);
    }

    /** When the hold-out was opened first; empty while it is sealed. */
    public Optional<Instant> holdOutOpened() {
        return holdOutOpenings.stream().map(HoldOutOpening::at).findFirst();
    }

    /**
     * The report of a campaign.
     *
     * @param events the campaign's events from the first on
     * @throws IllegalArgumentException if the first event is not the campaign's start
     */
    public static Report of(List<CampaignEvent> events) {
        return new ReportBuilder(events, Optional.empty()).build();
    }

    /** The same for a metric of this direction, whatever the profile says. */
    static Report of(List<CampaignEvent> events, Direction direction) {
        return new ReportBuilder(events, Optional.of(direction)).build();
    }

    /**
     * What was run.
     *
     * @param task from the fingerprint; {@code ?} if it has no such field
     * @param metric from the fingerprint; {@code ?} if it has no such field
     * @param rules the program's enforced rules, a sentence each
     * @param lineage of a labelled sub-campaign, whose scores do not compare with its parent's; empty for any other
     */
    public record Run(
            String campaignId,
            String task,
            String metric,
            long seed,
            int maxCandidates,
            Instant startedAt,
            Instant lastEventAt,
            SortedMap<String, String> fingerprint,
            String fingerprintDigest,
            List<String> rules,
            Optional<Lineage> lineage) {
        public Run {
            rules = List.copyOf(rules);
        }
    }

    /**
     * Whether and why it ended.
     *
     * @param reason of the end; empty while it is unfinished
     * @param stopCause who asked for an early end; empty if nobody did
     */
    public record Ending(boolean finished, String reason, Optional<String> stopCause) {}

    /** The result in one word. Names are stable: they are in {@code report.json}. */
    public enum Conclusion {
        /** The baseline has no score yet. */
        NO_BASELINE("no baseline score yet"),
        /** The baseline crashed, so that nothing can be compared. */
        BASELINE_CRASHED("the baseline crashed"),
        /** No candidate beat the baseline. */
        NO_GAIN("no candidate beat the baseline"),
        /** A candidate was kept; it has not been compared with the baseline on fresh seeds. */
        UNCONFIRMED("gain not confirmed yet"),
        /** The incumbent's gain holds on fresh seeds and on the hold-out. */
        CONFIRMED("gain confirmed"),
        /** The incumbent's gain did not hold. */
        NOT_CONFIRMED("gain did not hold");

        private final String words;

        Conclusion(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * The incumbent against the baseline.
     *
     * @param incumbent number of the last kept candidate, 0 while that is the baseline
     * @param baselineScore the baseline's score in its review
     * @param score the incumbent's score in its review
     * @param onSearchSeeds gain over the baseline on the seeds that both were searched with, by the program's keep rule;
     *     empty for the baseline itself. These seeds chose the incumbent, so this gain flatters it
     * @param confirmation gain on fresh seeds and on the hold-out; empty if the campaign has not come so far
     */
    public record Headline(
            int incumbent,
            double baselineScore,
            double score,
            Optional<Comparison> onSearchSeeds,
            Optional<CampaignConfirmed> confirmation) {
        /** Gain of the review's scores. */
        public double gain() {
            return score - baselineScore;
        }
    }

    /**
     * How much the baseline's score moves by the seed alone.
     *
     * @param deviation sample standard deviation, divisor n - 1
     */
    public record BaselineNoise(int seeds, double mean, double deviation, double min, double max) {}

    /**
     * One part of the campaign.
     *
     * @param seconds until the next part, or the last event
     */
    public record PhaseSummary(
            Phase phase,
            Instant enteredAt,
            String reason,
            double seconds,
            int proposed,
            int trials,
            int kept,
            int discarded,
            int crashed,
            int refused) {}

    /** One review. */
    public record Decision(
            Instant at, int candidate, Verdict verdict, double score, Optional<Comparison> comparison, String reason) {}

    /** A trial that ended without a score. */
    public record Crash(String trialId, int candidate, long seed, String code, String message) {}

    /** A proposal that the guard refused. */
    public record Refusal(String source, String recipeDigest, List<String> violations) {
        public Refusal {
            violations = List.copyOf(violations);
        }
    }

    /**
     * One opening of the hold-out.
     *
     * @param by who read it
     * @param scores of recorded models, for an opening by a report; a confirmation's are in its trials
     * @param missing trials whose final model was no longer there
     */
    public record HoldOutOpening(
            Instant at,
            HoldOutReader by,
            List<Integer> candidates,
            String reason,
            List<HoldOutScore> scores,
            List<String> missing) {
        public HoldOutOpening {
            candidates = List.copyOf(candidates);
            scores = List.copyOf(scores);
            missing = List.copyOf(missing);
        }
    }

    /** The candidate of a number. */
    public Optional<CandidateRecord> candidate(int number) {
        return candidates.stream()
                .filter(result -> result.candidate().number() == number)
                .findFirst();
    }
}
