package dev.assay.agent.decision;

import dev.assay.learning.metric.Direction;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.research.program.Arm;
import dev.assay.research.search.Evaluated;
import dev.assay.research.search.SearchHistory;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ledger as a proposer sees it: scores on the selection split only, never the hold-out. */
final class Histories {
    private Histories() {}

    /** What an arm's proposer sees: the baseline and the arm's own candidates, nothing of another arm. */
    static SearchHistory of(CampaignState state, CampaignRules rules, Arm arm) {
        List<CandidateRecord> own = Stream.concat(Stream.of(state.record(0)), state.candidates(arm).stream())
                .toList();
        List<CandidateRecord> reviewed =
                own.stream().filter(record -> record.review().isPresent()).toList();
        Map<Long, Double> baseline = state.record(0).searchScores();
        return new SearchHistory(
                rules.profile(),
                rules.profile().surface(),
                rules.program(),
                seed(state.start().orElseThrow().seed(), arm),
                reviewed.stream()
                        .map(record -> evaluated(record, baseline, rules.direction()))
                        .toList(),
                own.stream()
                        .filter(record -> record.review().isEmpty())
                        .map(record -> record.candidate().recipe())
                        .toList(),
                state.incumbent(arm),
                abandonedFamilies(reviewed, rules, arm),
                state.reviewedSinceKeep(arm));
    }

    /** Each arm has draws of its own, so that none repeats what another one does by chance. */
    private static long seed(long campaign, Arm arm) {
        return switch (arm) {
            case AGENT -> campaign;
            case RANDOM -> RandomStreams.seed(campaign, RandomPurpose.CONTROL_ARM, 0);
            case SCALAR -> RandomStreams.seed(campaign, RandomPurpose.CONTROL_ARM, 1);
        };
    }

    private static Evaluated evaluated(CandidateRecord record, Map<Long, Double> baseline, Direction direction) {
        boolean crashed = record.review().orElseThrow().verdict() == Verdict.CRASH;
        OptionalDouble gain = crashed
                ? OptionalDouble.empty()
                : record.searchScores().entrySet().stream()
                        .mapToDouble(score -> direction.gain(score.getValue(), baseline.get(score.getKey())))
                        .average();
        return new Evaluated(
                record.candidate().number(),
                record.candidate().recipe(),
                record.candidate().parent(),
                gain,
                record.review().orElseThrow().verdict() == Verdict.KEEP);
    }

    private static Set<String> abandonedFamilies(List<CandidateRecord> reviewed, CampaignRules rules, Arm arm) {
        // Tuning has the baseline's family only: to leave it would end the arm.
        if (arm == Arm.SCALAR) {
            return Set.of();
        }
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

    /** A full disk, a node that is gone or a minority of broken sites says nothing about a strategy. */
    private static boolean blamesTheRecipe(Failed failure) {
        return switch (failure.code()) {
            case DIVERGED, TRAINING_FAILED, SCORE_NOT_FINITE -> true;
            case QUORUM_MISSED,
                    NO_CLIENTS,
                    TASK_UNAVAILABLE,
                    STORAGE_FAILED,
                    EVALUATION_FAILED,
                    NOT_REPRODUCED,
                    COST_EXCEEDED,
                    REFUSED_BY_POLICY -> false;
        };
    }
}
