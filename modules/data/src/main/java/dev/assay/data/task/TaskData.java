package dev.assay.data.task;

import dev.assay.learning.data.Examples;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.metric.Metric;
import java.util.ArrayList;
import java.util.List;

/**
 * A task's rows as every trial of it sees them.
 *
 * @param siteNames in site order
 * @param sites the training rows of each site, in site order
 * @param selection rows that score candidates, in groups that are scored by themselves; no site trains on one of them
 * @param holdOut the sealed rows, in such groups
 */
public record TaskData(List<String> siteNames, List<Examples> sites, List<Examples> selection, List<Examples> holdOut) {
    public TaskData {
        siteNames = List.copyOf(siteNames);
        sites = List.copyOf(sites);
        selection = List.copyOf(selection);
        holdOut = List.copyOf(holdOut);
    }

    /**
     * SHA-256 over the sites' names and every row's features and target, group by group in their order: equal for two loads
     * whose trials see the same rows. Reads all rows once, one at a time.
     */
    public Digest digest() {
        RowsDigest digest = new RowsDigest();
        digest.names(siteNames);
        digest.groups(sites);
        digest.groups(selection);
        digest.groups(holdOut);
        return digest.digest();
    }

    /** One site of a task of {@link SiteFiles}. */
    public SiteData site(int site) {
        return new SiteData(siteNames.get(site), sites.get(site), selection.get(site), holdOut.get(site));
    }

    /**
     * Where a metric has no value, whatever a network makes of the rows: this would else show only after a whole trial.
     *
     * @return one line for each group of rows that cannot be scored
     */
    List<String> withoutScore(Metric metric) {
        List<String> lines = new ArrayList<>();
        addWithoutScore("selection", selection, metric, lines);
        addWithoutScore("hold-out", holdOut, metric, lines);
        return lines;
    }

    private void addWithoutScore(String split, List<Examples> groups, Metric metric, List<String> lines) {
        for (int group = 0; group < groups.size(); group++) {
            String place = "in the " + split + (groups.size() == 1 ? " " : " of site " + siteNames.get(group) + " ");
            metric.problem(groups.get(group).targets()).ifPresent(problem -> lines.add(place + problem));
        }
    }
}
