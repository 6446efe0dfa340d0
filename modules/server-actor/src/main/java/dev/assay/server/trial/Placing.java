package dev.assay.server.trial;

import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.runtime.task.Task;
import dev.assay.server.trial.RunMessage.Broken;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether the sites of a trial can be dealt out. With all sites there and all nodes heard, at once. A node that does not answer,
 * or a site whose only owner is away, is waited for as long as patience lasts ({@code assay.server.owner-patience}); then it
 * goes on without, if the profile's quorum holds. If it does not, the owners are waited for until
 * {@code assay.server.owner-timeout}.
 */
record Placing(SiteNodes nodes, Progress progress) {

    boolean isReady(boolean patienceEnded) {
        if (nodes.none()) {
            return false;
        }
        int missing = nodes.missing(task()).size();
        if (missing == 0 && nodes.allAnswered()) {
            return true;
        }
        return patienceEnded && task().sites() - missing >= needed();
    }

    /** Whether nobody will come any more: all nodes are heard, and their operators do not let the trial train there. */
    boolean isRefused(boolean patienceEnded) {
        return patienceEnded && nodes.allAnswered() && nodes.areRefused();
    }

    /** Where the rows lie with the sites, each of them is needed for the score. */
    private int needed() {
        return progress.hasAllRounds() && task().isFederated()
                ? task().sites()
                : task().profile().budget().minSites();
    }

    /** What it means when the owners have not come in time; before that, what is waited for. */
    Broken missed() {
        if (nodes.none()) {
            return Broken.noClients("no client node is there");
        }
        Map<Integer, String> missing = nodes.missing(task());
        return new Broken(
                nodes.areRefused() ? FailureCode.REFUSED_BY_POLICY : FailureCode.QUORUM_MISSED,
                (progress.hasAllRounds() ? "the score" : "round " + progress.roundsDone()) + " needs " + needed()
                        + " sites, there are " + (task().sites() - missing.size()) + ": "
                        + missing.values().stream().distinct().collect(Collectors.joining("; ")));
    }

    private Task task() {
        return progress.trial().task();
    }
}
