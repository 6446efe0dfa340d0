package dev.assay.server.checkpoint;

import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.training.SiteState;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a trial needs to go on after a round with the same bits: the server's state and every site's.
 *
 * @param trialId the trial; part of the content, so that no two trials share a checkpoint file
 * @param sites by site index
 */
public record Checkpoint(String trialId, ServerState server, SortedMap<Integer, SiteState> sites) {
    public Checkpoint {
        sites = Collections.unmodifiableSortedMap(new TreeMap<>(sites));
    }
}
