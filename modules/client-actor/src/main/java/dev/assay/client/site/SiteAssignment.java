package dev.assay.client.site;

import dev.assay.learning.training.SiteState;
import dev.assay.research.recipe.Recipe;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sites of a trial that one client node is to serve.
 *
 * @param profileText the task profile, from which the node knows data, partition and architectures
 * @param recipe the strategy
 * @param seed root of the trial's random streams
 * @param states what each of the sites keeps from the rounds before, by site index; {@link SiteState#FRESH} at the start
 */
public record SiteAssignment(
        String trialId, String profileText, Recipe recipe, long seed, SortedMap<Integer, SiteState> states) {
    public SiteAssignment {
        states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
    }
}
