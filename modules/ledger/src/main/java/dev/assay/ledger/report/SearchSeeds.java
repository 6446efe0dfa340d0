package dev.assay.ledger.report;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.research.program.Program;
import dev.assay.research.review.Comparison;
import dev.assay.research.review.KeepRule;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Comparisons on the seeds of the search by the campaign's own keep rule, so that an interval here means the same as those of
 * its reviews.
 */
final class SearchSeeds {
    private final Optional<KeepRule> rule;

    /** @param program empty if this release cannot read it: then nothing is compared */
    SearchSeeds(CampaignState state, Optional<Program> program, Direction direction) {
        Optional<SortedMap<Long, Double>> baseline =
                state.candidates().stream().findFirst().map(CandidateRecord::searchScores);
        this.rule = program.flatMap(rules -> baseline.filter(scores -> scores.size() > 1)
                .map(scores -> KeepRule.of(rules.keep(), direction, scores.values())));
    }

    /** The gain over another candidate; empty without a rule or a seed in common. */
    Optional<Comparison> compare(CandidateRecord candidate, CandidateRecord other) {
        SortedMap<Long, Double> scores = candidate.searchScores();
        SortedMap<Long, Double> others = other.searchScores();
        boolean shared = scores.keySet().stream().anyMatch(others::containsKey);
        return shared ? rule.map(keep -> keep.compare(scores, others)) : Optional.empty();
    }
}
