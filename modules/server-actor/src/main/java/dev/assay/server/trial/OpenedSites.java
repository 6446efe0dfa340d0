package dev.assay.server.trial;

import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.runtime.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sites that are ready to train. What a site says of itself is held against the task that the server reads; only its engine
 * cannot be. Part of one {@link TrialRun}; not thread-safe.
 */
final class OpenedSites {
    private final Task task;
    private final int placed;
    private final SortedMap<Integer, String> engines = new TreeMap<>();
    private final SortedMap<String, SortedSet<String>> machines = new TreeMap<>();

    /** @param placed how many sites nodes were given */
    OpenedSites(Task task, int placed) {
        this.task = task;
        this.placed = placed;
    }

    /**
     * @param report by the node that was given the site
     * @return why the trial cannot go on; empty if it can
     */
    Optional<String> hear(SiteReport report) {
        if (report instanceof SiteNotOpened failed) {
            return Optional.of("site " + failed.site() + " cannot open: " + failed.message());
        }
        if (report instanceof SiteOpened opened) {
            int rows = task.siteRows(opened.site());
            if (opened.rows() != rows) {
                return Optional.of("site " + opened.site() + " opened with " + opened.rows()
                        + " rows, the server reads " + rows + " for it; both must have the same data files");
            }
            engines.put(opened.site(), opened.engine());
            opened.machine()
                    .facts()
                    .forEach((name, fact) -> machines.computeIfAbsent(name, key -> new TreeSet<>())
                            .add(fact));
        }
        return Optional.empty();
    }

    int missing() {
        return placed - engines.size();
    }

    TrialStarted started(Instant at, TrialPlan plan) {
        List<String> names =
                IntStream.range(0, task.sites()).mapToObj(task::siteName).toList();
        String all = engines.values().stream().distinct().sorted().collect(Collectors.joining(", "));
        return new TrialStarted(at, plan, names, all, machine());
    }

    /** Where nodes differ in a fact, all that they say. */
    private SortedMap<String, String> machine() {
        SortedMap<String, String> machine = new TreeMap<>();
        machines.forEach((name, facts) -> machine.put(name, String.join(", ", facts)));
        return machine;
    }
}
