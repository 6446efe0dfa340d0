package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.SitesFound;
import dev.assay.runtime.task.Task;
import dev.assay.server.trial.Placement.Offer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What client nodes say that they can serve of a trial's task. A site is taken from a node only if it has the very rows that the
 * task has. Part of one {@link SiteNodes}; not thread-safe.
 */
final class SiteOffers {
    private static final int MOST_NAMED = 5;
    /** As many as a processor may be told to have threads; sixteen GPUs have no more. A node that says more has these. */
    private static final int MOST_SLOTS = 256;

    private final Map<ActorRef<ClientNode.Command>, SitesFound> answers = new HashMap<>();

    void answered(ActorRef<ClientNode.Command> node, SitesFound found) {
        answers.put(node, found);
    }

    void retain(List<ActorRef<ClientNode.Command>> known) {
        answers.keySet().retainAll(known);
    }

    boolean has(ActorRef<ClientNode.Command> node) {
        return answers.containsKey(node);
    }

    /** What a node says of its slots and open sites is only bounded: it decides where a site is trained, not what comes of it. */
    Offer of(ActorRef<ClientNode.Command> node, Task task) {
        SitesFound found = answers.get(node);
        if (found == null) {
            return new Offer(new TreeSet<>(), 0, 1);
        }
        SortedSet<Integer> sites = new TreeSet<>();
        found.sites().forEach((site, facts) -> {
            if (site >= 0 && site < task.sites() && facts.equals(task.facts(site))) {
                sites.add(site);
            }
        });
        return new Offer(sites, Math.max(0, found.open()), Math.max(1, Math.min(MOST_SLOTS, found.slots())));
    }

    /** Sites of the task that no node serves, and why, for people. */
    SortedMap<Integer, String> missing(Task task, List<ActorRef<ClientNode.Command>> known) {
        List<Offer> offers = known.stream().map(node -> of(node, task)).toList();
        SortedMap<Integer, String> missing = new TreeMap<>();
        IntStream.range(0, task.sites())
                .filter(site -> offers.stream().noneMatch(offer -> offer.sites().contains(site)))
                .forEach(site -> missing.put(site, why(site, task)));
        return missing;
    }

    /** Whether an operator's policy keeps a node from serving anything. */
    boolean hasRefused() {
        return answers.values().stream().anyMatch(SitesFound::refused);
    }

    private String why(int site, Task task) {
        List<String> others = answers.entrySet().stream()
                .filter(answer -> answer.getValue().sites().containsKey(site))
                .map(answer -> SiteNodes.name(answer.getKey()))
                .sorted()
                .limit(MOST_NAMED)
                .toList();
        if (!others.isEmpty()) {
            return "the rows of site " + task.siteName(site) + " on " + String.join(", ", others)
                    + " are others than the task's";
        }
        String problems = answers.entrySet().stream()
                .filter(answer -> !answer.getValue().problem().isEmpty())
                .map(answer -> SiteNodes.name(answer.getKey()) + ": "
                        + ClientText.cut(answer.getValue().problem()))
                .sorted()
                .limit(MOST_NAMED)
                .collect(Collectors.joining("; "));
        return "no client node that is there serves site " + task.siteName(site)
                + (problems.isEmpty() ? "" : " (" + problems + ")");
    }
}
