package dev.assay.research.search;

import java.util.List;

/** Where candidates come from. Pure: the same history gives the same proposals. */
public interface Proposer {
    /**
     * @param count how many are wanted, at least 1
     * @return at most {@code count}, different from each other and from every recipe of the history, each passing the guard;
     *     fewer, or none, when there is nothing left to propose
     */
    List<Proposal> propose(SearchHistory history, int count);
}
