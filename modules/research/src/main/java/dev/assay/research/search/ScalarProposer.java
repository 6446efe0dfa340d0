package dev.assay.research.search;

import dev.assay.research.recipe.Recipe;
import java.util.List;

/**
 * Tuning and nothing else: the built-in search on the part of the surface where numbers of the baseline's own mechanism are
 * moved. It is as good a tuner as the agent has, so what it does not reach is more than tuning.
 */
public final class ScalarProposer implements Proposer {
    /** The method's name, as the source of a candidate. */
    public static final String NAME = "scalar";

    private final Proposer search = new LocalTpeProposer();

    @Override
    public List<Proposal> propose(SearchHistory history, int count) {
        Recipe baseline = history.candidate(0).recipe();
        SearchHistory tuning = history.within(history.surface().tuning(baseline));
        return search.propose(tuning, count).stream()
                .map(p -> new Proposal(p.recipe(), p.parent(), p.family(), p.hypothesis(), NAME))
                .toList();
    }
}
