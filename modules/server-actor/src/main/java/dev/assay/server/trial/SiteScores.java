package dev.assay.server.trial;

import dev.assay.client.site.ModelTask;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteScored;
import dev.assay.runtime.task.Task;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the sites of a trial say that its final model scores on their own rows. Whether that is so cannot be seen from here, as
 * it cannot of what they train on. Part of one {@link TrialRun}; not thread-safe.
 */
final class SiteScores {
    private final Progress progress;
    private final boolean holdOut;
    private final SortedMap<Integer, SiteScored> scores = new TreeMap<>();
    private Optional<String> problem = Optional.empty();

    /** @param holdOut whether the sealed rows are opened */
    SiteScores(Progress progress, boolean holdOut) {
        this.progress = progress;
        this.holdOut = holdOut;
    }

    /** What is scored. */
    ModelTask model() {
        return new ModelTask(
                progress.trial().plan().trialId(),
                progress.roundsDone(),
                progress.trial().schema(),
                progress.checkpoint().server().global(),
                Optional.empty());
    }

    /** @param report by the node that was given the site */
    void hear(SiteReport report) {
        if (report instanceof SiteScored scored && scored.round() == progress.roundsDone()) {
            if (scored.holdOut().isPresent() == holdOut) {
                scores.putIfAbsent(scored.site(), scored);
            } else {
                problem = Optional.of("site " + scored.site()
                        + (holdOut
                                ? " does not tell its hold-out's score"
                                : " opened its hold-out, which nobody asked for"));
            }
        } else if (report instanceof SiteFailed failed && failed.round() == progress.roundsDone()) {
            problem = Optional.of("site " + failed.site() + ": " + failed.message());
        }
    }

    /** Why there will be no score. */
    Optional<String> problem() {
        return problem;
    }

    boolean complete() {
        return scores.size() == task().sites();
    }

    String late() {
        return (task().sites() - scores.size()) + " of " + task().sites() + " sites did not score the model in time";
    }

    double selection() {
        return Task.mean(scores.values().stream().map(SiteScored::selection).toList());
    }

    OptionalDouble holdOut() {
        return holdOut
                ? OptionalDouble.of(Task.mean(scores.values().stream()
                        .map(site -> site.holdOut().orElseThrow())
                        .toList()))
                : OptionalDouble.empty();
    }

    private Task task() {
        return progress.trial().task();
    }
}
