package dev.assay.client.site;

import dev.assay.runtime.serialization.ClusterMessage;
import dev.assay.runtime.task.SiteFacts;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a client node can serve of a task; it has looked at the data.
 *
 * @param sites by their index
 * @param open how many sites of any trial it serves now
 * @param slots how many sites its devices train at a time; 0 where it serves none
 * @param problem why it serves none; empty where nothing is wrong
 * @param refused whether that is its operator's policy
 */
public record SitesFound(SortedMap<Integer, SiteFacts> sites, int open, int slots, String problem, boolean refused)
        implements ClusterMessage {
    public SitesFound {
        sites = Collections.unmodifiableSortedMap(new TreeMap<>(sites));
    }

    public static SitesFound none(String problem) {
        return new SitesFound(Collections.emptySortedMap(), 0, 0, problem, false);
    }

    static SitesFound refused(String why) {
        return new SitesFound(Collections.emptySortedMap(), 0, 0, why, true);
    }
}
