package dev.assay.client.site;

import dev.assay.learning.training.SiteState;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.transfer.Publications;
import dev.assay.runtime.transfer.TransferException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A {@link SiteAssignment} on its way to another node: what its sites keep is to be fetched. */
public record AnnouncedAssignment(
        String trialId, String profileText, Recipe recipe, long seed, SortedMap<Integer, AnnouncedState> states) {
    public AnnouncedAssignment {
        states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
    }

    /** Publishes the states' vectors, which takes its time. */
    public static AnnouncedAssignment of(SiteAssignment assignment, Publications publications)
            throws TransferException {
        SortedMap<Integer, AnnouncedState> states = new TreeMap<>();
        for (Map.Entry<Integer, SiteState> state : assignment.states().entrySet()) {
            states.put(state.getKey(), AnnouncedState.of(state.getValue(), publications));
        }
        return new AnnouncedAssignment(
                assignment.trialId(), assignment.profileText(), assignment.recipe(), assignment.seed(), states);
    }

    /** The same without what the sites keep. */
    SiteAssignment withoutStates() {
        return new SiteAssignment(trialId, profileText, recipe, seed, Collections.emptySortedMap());
    }
}
