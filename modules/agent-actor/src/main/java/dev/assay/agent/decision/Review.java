package dev.assay.agent.decision;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.research.program.Arm;
import dev.assay.research.program.Program.Seeds;
import dev.assay.research.review.Comparison;
import dev.assay.research.review.KeepRule;
import dev.assay.research.review.Noise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Judges a batch when its trials are in. Crashes and candidates that are hopeless after their first seeds go at once; the
 * others get the rest of their seeds; then they are reviewed, best mean score first, each against the incumbent of its own arm
 * that the ones before it have left.
 */
final class Review {
    private final CampaignRules rules;

    Review(CampaignRules rules) {
        this.rules = rules;
    }

    /** A baseline that fails on any seed leaves nothing to compare with: the campaign ends. */
    List<CampaignEvent> baseline(CampaignState state, Instant now) {
        CandidateRecord baseline = state.record(0);
        Optional<Failed> failure = baseline.failure();
        if (failure.isPresent()) {
            String reason = "the baseline failed: " + describe(failure.get());
            return List.of(
                    new CandidateReviewed(now, 0, Verdict.CRASH, 0, Optional.empty(), reason),
                    new CampaignFinished(now, reason));
        }
        Collection<Double> scores = baseline.searchScores().values();
        String reason = String.format(
                Locale.ROOT,
                "baseline: mean %.4f over %d seeds, noise %.4f",
                mean(baseline),
                scores.size(),
                Noise.of(scores).deviation());
        return List.of(new CandidateReviewed(now, 0, Verdict.KEEP, mean(baseline), Optional.empty(), reason));
    }

    /** Nothing when nothing can be judged: after a stop, candidates that lack seeds get no more, and no review. */
    List<CampaignEvent> candidates(CampaignState state, Instant now) {
        List<CampaignEvent> events = new ArrayList<>();
        boolean more = false;
        for (CandidateRecord record : state.unreviewed()) {
            Optional<CampaignEvent> early = early(state, record, now);
            if (early.isPresent()) {
                events.add(early.get());
            } else if (missingSeeds(record) > 0 && state.stopCause().isEmpty()) {
                int have = record.searchScores().size();
                events.addAll(TrialRequests.search(state, record.candidate().number(), have, seeds().full(), now));
                more = true;
            }
        }
        if (!more) {
            events.addAll(complete(state, events, now));
        }
        return events;
    }

    /** A crash, or a candidate whose first seeds show that more would be a waste. */
    private Optional<CampaignEvent> early(CampaignState state, CandidateRecord record, Instant now) {
        int number = record.candidate().number();
        if (record.failure().isPresent()) {
            return Optional.of(new CandidateReviewed(
                    now,
                    number,
                    Verdict.CRASH,
                    0,
                    Optional.empty(),
                    describe(record.failure().get())));
        }
        if (missingSeeds(record) == 0) {
            return Optional.empty();
        }
        KeepRule rule = keepRule(state);
        Comparison comparison = compare(rule, state, record);
        return rule.hopeless(comparison)
                ? Optional.of(discard(state, record, comparison, "hopeless after its first seeds", now))
                : Optional.empty();
    }

    private List<CampaignEvent> complete(CampaignState before, List<CampaignEvent> early, Instant now) {
        CampaignState state = before;
        for (CampaignEvent event : early) {
            state = state.apply(event);
        }
        List<CandidateRecord> rest = state.unreviewed().stream()
                .filter(record -> missingSeeds(record) == 0)
                .sorted(Comparator.comparingDouble(
                                (CandidateRecord record) -> -rules.direction().gain(mean(record), 0))
                        .thenComparing(record -> record.candidate().number()))
                .toList();
        List<CampaignEvent> events = new ArrayList<>();
        for (CandidateRecord record : rest) {
            CampaignEvent reviewed = judge(state, record, now);
            events.add(reviewed);
            state = state.apply(reviewed);
        }
        return events;
    }

    private CampaignEvent judge(CampaignState state, CandidateRecord record, Instant now) {
        KeepRule rule = keepRule(state);
        Comparison comparison = compare(rule, state, record);
        if (!rule.keeps(comparison)) {
            return discard(state, record, comparison, "does not beat the noise", now);
        }
        return new CandidateReviewed(
                now,
                record.candidate().number(),
                Verdict.KEEP,
                mean(record),
                Optional.of(comparison),
                newIncumbent(record) + ": " + describe(comparison, incumbent(state, record)));
    }

    private static CampaignEvent discard(
            CampaignState state, CandidateRecord record, Comparison comparison, String why, Instant now) {
        return new CandidateReviewed(
                now,
                record.candidate().number(),
                Verdict.DISCARD,
                mean(record),
                Optional.of(comparison),
                why + ": " + describe(comparison, incumbent(state, record)));
    }

    /** The program's rule, with the baseline's seeds as the noise. */
    private KeepRule keepRule(CampaignState state) {
        return KeepRule.of(
                rules.program().keep(),
                rules.direction(),
                state.record(0).searchScores().values());
    }

    private Seeds seeds() {
        return rules.program().seeds();
    }

    private int missingSeeds(CandidateRecord record) {
        return seeds().full() - record.searchScores().size();
    }

    private static Comparison compare(KeepRule rule, CampaignState state, CandidateRecord candidate) {
        return rule.compare(
                candidate.searchScores(),
                state.record(incumbent(state, candidate)).searchScores());
    }

    private static int incumbent(CampaignState state, CandidateRecord candidate) {
        return state.incumbent(candidate.candidate().arm());
    }

    private static String newIncumbent(CandidateRecord record) {
        Arm arm = record.candidate().arm();
        return arm.isControl() ? "best of " + arm.words() + " so far" : "new incumbent";
    }

    private static double mean(CandidateRecord record) {
        SortedMap<Long, Double> scores = record.searchScores();
        return scores.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    private static String describe(Failed failure) {
        return failure.code() + ": " + failure.message();
    }

    static String describe(Comparison c, int against) {
        return String.format(
                Locale.ROOT,
                "gain %+.4f [%+.4f, %+.4f] over %s on %d seeds",
                c.meanGain(),
                c.lower(),
                c.upper(),
                Candidate.name(against),
                c.pairs());
    }
}
