package dev.assay.server.trial;

import dev.assay.client.site.SiteAssignment;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.trial.TrialPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which client node serves which sites: dealt out in turn. Where a site is trained does not change its bits. */
final class Placement {
    private Placement() {}

    /**
     * @param states by site index
     * @param nodes at least 1; with more nodes than sites the last ones get none
     * @return assignments in the order of the nodes
     */
    static List<SiteAssignment> deal(TrialPlan plan, String profileText, Map<Integer, SiteState> states, int nodes) {
        List<SortedMap<Integer, SiteState>> hands = new ArrayList<>();
        for (int node = 0; node < Math.min(nodes, states.size()); node++) {
            hands.add(new TreeMap<>());
        }
        states.forEach((site, state) -> hands.get(site % hands.size()).put(site, state));
        return hands.stream()
                .map(hand -> new SiteAssignment(plan.trialId(), profileText, plan.recipe(), plan.seed(), hand))
                .toList();
    }
}
