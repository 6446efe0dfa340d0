package dev.assay.runtime.task;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sites that a node is to serve, as its operator says.
 *
 * @param byTask names of sites by the name of their task, or their indices as numbers; of a task that is not named, all
 *     sites whose data the node finds
 */
public record OwnedSites(SortedMap<String, Set<String>> byTask) {
    public static final OwnedSites ALL = new OwnedSites(new TreeMap<>());

    public OwnedSites {
        byTask = new TreeMap<>(byTask);
    }

    /** Whether the operator names this task's sites. */
    boolean isLimited(String task) {
        return byTask.containsKey(task);
    }

    /** @param site its index */
    boolean has(String task, int site, String name) {
        Set<String> owned = byTask.get(task);
        return owned == null || owned.contains(name) || owned.contains(Integer.toString(site));
    }
}
