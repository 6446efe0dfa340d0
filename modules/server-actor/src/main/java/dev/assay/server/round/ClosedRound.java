package dev.assay.server.round;

import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.trial.TrialEvent.SiteAbsence;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.research.cost.Cost;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a round came to.
 *
 * @param server the server's state after the round
 * @param states every site's state after the round
 * @param sites what each site contributed, in site order
 * @param absent sites that nobody served, in site order
 */
public record ClosedRound(
        ServerState server,
        SortedMap<Integer, SiteState> states,
        List<SiteContribution> sites,
        List<SiteAbsence> absent,
        Cost cost) {
    public ClosedRound {
        states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
        sites = List.copyOf(sites);
        absent = List.copyOf(absent);
    }

    /** The index of the round that was closed. */
    public int round() {
        return server.roundsDone() - 1;
    }
}
