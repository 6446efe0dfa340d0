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
import dev.assay.research.cost.MeanCost;
import dev.assay.research.cost.RelativeCost;
import dev.assay.research.label.WinLabel;
import dev.assay.research.program.Arm;
import dev.assay.research.review.Comparison;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A campaign so far. Every number is from the events; an unfinished campaign has a report too, which says so.
 *
 * @param conclusion the result in one word
 * @param noise scores of the baseline over its seeds; empty before two of them are in
 * @param headline the incumbent against the baseline; empty before the baseline is reviewed
 * @param candidates the baseline first, then in the order of review, see {@link CampaignState#inReviewOrder}
 * @param decisions every review of the baseline and the agent's candidates, in its order
 * @param arms the agent's arm, then the control arms that the program asks for or that have a candidate
 * @param labels what each kept candidate is worth, by its number; the baseline has none
 * @param costs what a trial spends, by the candidate's number; none for a candidate without a scored trial
 * @param crashes every trial without a score
 * @param holdOutOpenings every opening of the hold-out, in their order
 * @param sites those with a policy that changed updates, or that were absent
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
        List<SiteSummary> sites,
        int trials,
        Cost cost,
        List<ArmSummary> arms,
        SortedMap<Integer, WinLabel> labels,
        SortedMap<Integer, CandidateCost> costs) {
    public Report {
        candidates = List.copyOf(candidates);
        phases = List.copyOf(phases);
        decisions = List.copyOf(decisions);
        crashes = List.copyOf(crashes);
        refusals = List.copyOf(refusals);
        arms = List.copyOf(arms);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        costs = Collections.unmodifiableSortedMap(new TreeMap<>(costs));
        holdOutOpenings = List.copyOf(holdOutOpenings);
        sites = List.copyOf(sites);
    }

    /** When the hold-out was opened first; empty while it is sealed. */
    public Optional<Instant> holdOutOpened() {
        return holdOutOpenings.stream().map(HoldOutOpening::at).findFirst();
    }

    /**
     * The report of a campaign.
     *
     * @param events the campaign's events from the first on
     * @param sites of its trials, as {@link SiteSummary#of(Iterable)} tells
     * @throws IllegalArgumentException if the first event is not the campaign's start
     */
    public static Report of(List<CampaignEvent> events, List<SiteSummary> sites) {
        return new ReportBuilder(events, sites, Optional.empty()).build();
    }

    /** That of a campaign whose sites all took part, without policies of their own. */
    static Report of(List<CampaignEvent> events) {
        return of(events, List.of());
    }

    /** The same for a metric of this direction, whatever the profile says. */
    static Report of(List<CampaignEvent> events, Direction direction) {
        return new ReportBuilder(events, List.of(), Optional.of(direction)).build();
    }

    /**
     * What was run.
     *
     * @param task as {@link dev.assay.ledger.campaign.RecordedTask} has it, like metric and direction
     * @param direction which of two scores is the better one
     * @param rules the program's enforced rules, a sentence each
     * @param lineage of a labelled sub-campaign, whose scores do not compare with its parent's; empty for any other
     */
    public record Run(
            String campaignId,
            String task,
            String metric,
            Direction direction,
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
        UNCONFIRMED("a gain without a confirmation"),
        /** The incumbent's gain holds on fresh seeds and on the hold-out. */
        CONFIRMED("confirmed"),
        /** The incumbent's gain did not hold, or could not be shown to. */
        NOT_CONFIRMED("not confirmed");

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
     * @param gain of the reviews' scores; like every gain above 0 where the score is better, also when less of the metric is
     *     better
     * @param onSearchSeeds gain over the baseline on the seeds that both were searched with, by the program's keep rule;
     *     empty for the baseline itself. These seeds chose the incumbent, so this gain flatters it
     * @param confirmation gain on fresh seeds and on the hold-out; empty if the campaign has not come so far
     */
    public record Headline(
            int incumbent,
            double baselineScore,
            double score,
            double gain,
            Optional<Comparison> onSearchSeeds,
            Optional<CampaignConfirmed> confirmation) {}

    /**
     * An arm and the best that it came to at equal cost.
     *
     * @param candidates that it had, those without a review included
     * @param trials that have ended, without confirming ones
     * @param cost of these trials
     * @param best number of its best candidate: for the agent the incumbent, for a control arm the one with the best mean
     *     gain over the baseline among those with all their seeds; 0 where none is better than the baseline
     * @param overBaseline gain of that candidate on the seeds of the search; empty for the baseline itself
     */
    public record ArmSummary(
            Arm arm, int candidates, int trials, Cost cost, int best, Optional<Comparison> overBaseline) {}

    /**
     * What a trial of a candidate spends.
     *
     * @param perTrial mean over its scored trials of the search
     * @param relative to the baseline; empty while that has none
     */
    public record CandidateCost(MeanCost perTrial, Optional<RelativeCost> relative) {}

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

    /** Better scores first; candidates without a score last. */
    public Comparator<CandidateRecord> bestFirst() {
        return Comparator.comparingDouble(candidate -> candidate.score().isPresent()
                ? -run.direction().gain(candidate.score().getAsDouble(), 0)
                : Double.POSITIVE_INFINITY);
    }

    /** Whether a candidate's score ranks beside the baseline's: its trials spend no more, as far as is known. */
    public boolean hasEqualCost(CandidateRecord candidate) {
        return relativeCost(candidate).map(RelativeCost::isEqual).orElse(true);
    }

    /** What a candidate's trial spends beside the baseline's; empty while either has no scored trial. */
    public Optional<RelativeCost> relativeCost(CandidateRecord candidate) {
        return Optional.ofNullable(costs.get(candidate.candidate().number())).flatMap(CandidateCost::relative);
    }

    /** The label of the final incumbent; empty while that is the baseline. */
    public Optional<WinLabel> winnersLabel() {
        return headline.flatMap(result -> Optional.ofNullable(labels.get(result.incumbent())));
    }

    /** The candidate of a number. */
    public Optional<CandidateRecord> candidate(int number) {
        return candidates.stream()
                .filter(result -> result.candidate().number() == number)
                .findFirst();
    }
}
