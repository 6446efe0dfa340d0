package dev.assay.research.profile;

import dev.assay.learning.data.Examples;
import java.util.List;

/**
 * A task's rows as every trial of it sees them.
 *
 * @param siteNames in site order
 * @param sites the training rows of each site, in site order
 * @param selection rows that score candidates; no site has one of them
 * @param holdOut the sealed rows
 * @param classes number of classes
 */
public record TaskData(
        List<String> siteNames, List<Examples> sites, Examples selection, Examples holdOut, int classes) {
    public TaskData {
        siteNames = List.copyOf(siteNames);
        sites = List.copyOf(sites);
    }
}
