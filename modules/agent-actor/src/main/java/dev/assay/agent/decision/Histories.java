package dev.assay.agent.decision;

import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.research.search.Evaluated;
import dev.assay.research.search.SearchHistory;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** The ledger as a proposer sees it: scores on the selection split only, never the hold-out. */
final class Histories {
    private Histories() {}

    static SearchHistory of(CampaignState state, CampaignRules rules) {
        List<CandidateRecord> reviewed = state.candidates().stream()
                .filter(record -> record.review().isPresent())
                .toList();
        Map<Long, Double> baseline = state.record(0).searchScores();
        return new SearchHistory(
                rules.profile(),
                rules.program(),
                state.start().orElseThrow().seed(),
                reviewed.stream().map(record -> evaluated(record, baseline)).toList(),
                state.unreviewed().stream()
                        .map(record -> record.candidate().recipe())
                        .toList(),
                state.incumbent(),
                abandonedFamilies(reviewed, rules),
                state.reviewedSinceKeep());
    }

    private static Evaluated evaluated(CandidateRecord record, Map<Long, Double> baseline) {
        boolean crashed = record.review().orElseThrow().verdict() == Verdict.CRASH;
        OptionalDouble gain = crashed
                ? OptionalDouble.empty()
                : record.searchScores().entrySet().stream()
                        .mapToDouble(score -> score.getValue() - baseline.get(score.getKey()))
                        .average();
        return new Evaluated(
                record.candidate().number(),
                record.candidate().recipe(),
                record.candidate().parent(),
                gain,
                record.review().orElseThrow().verdict() == Verdict.KEEP);
    }

    private static Set<String> abandonedFamilies(List<CandidateRecord> reviewed, CampaignRules rules) {
        return reviewed.stream()
                .filter(record -> record.review().orElseThrow().verdict() == Verdict.CRASH)
                .filter(record ->
                        record.failure().filter(Histories::blamesTheRecipe).isPresent())
                .collect(Collectors.groupingBy(record -> record.candidate().family(), Collectors.counting()))
                .entrySet()
                .stream()
                .filter(crashes ->
                        crashes.getValue() >= rules.program().crashes().familyLimit())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** A full disk or a node that is gone says nothing about a strategy. */
    private static boolean blamesTheRecipe(Failed failure) {
        return failure.code() == FailureCode.DIVERGED || failure.code() == FailureCode.TRAINING_FAILED;
    }
}
