package dev.assay.data.task;

import dev.assay.learning.digest.Digest;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.dataset.Preprocessing;
import dev.assay.research.dataset.SitePartition;
import dev.assay.research.dataset.Splits;
import dev.assay.research.profile.Evaluation;
import dev.assay.research.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A task whose sites can each keep their data to themselves: every site has files of its own, and what the task makes of a
 * site's rows depends on no other site's.
 *
 * @param names of the sites, in site order
 */
public record SiteFiles(DataSource source, List<String> names) {
    public SiteFiles {
        names = List.copyOf(names);
    }

    /** Empty for a task of which a site's rows cannot be had without those of the others: see {@link #obstacles}. */
    public static Optional<SiteFiles> of(Profile profile) {
        return obstacles(profile).isEmpty()
                ? Optional.of(new SiteFiles(profile.data(), names(profile.data())))
                : Optional.empty();
    }

    /** Why the sites of a task cannot keep their data to themselves, one sentence each, without a full stop. */
    public static List<String> obstacles(Profile profile) {
        List<String> reasons = new ArrayList<>();
        DataSource source = profile.data();
        if (source.files().isEmpty()
                || source.files().stream().anyMatch(file -> file.site().isEmpty())) {
            reasons.add("its data files do not each name the site that they belong to ('site' in data.files)");
        } else if (!(profile.partition() instanceof SitePartition.Natural)
                || profile.partition().sites() != names(source).size()) {
            reasons.add("its sites are not those of its data files (partition, 'rule: natural' with as many sites)");
        }
        if (!(source.format() instanceof DataFormat.Csv table) || table.site().isPresent()) {
            reasons.add(
                    "its data are not tables of which each is one site's (reader, needed is 'format: csv' without 'site')");
        }
        if (profile.splits().within() != Splits.Within.SITE) {
            reasons.add("its rows are divided all at once (splits, needed is 'within: site')");
        }
        if (profile.preprocessing().isFitted() && profile.preprocessing().fit() != Preprocessing.Fit.SITE) {
            reasons.add("its preprocessing is fitted over all sites (preprocess, needed is 'fit: site')");
        }
        if (profile.evaluation().over() != Evaluation.Over.SITES) {
            reasons.add("it is scored over the rows of all sites together (metric, needed is 'over: sites')");
        }
        return List.copyOf(reasons);
    }

    /** The files of one site. */
    public List<DataFile> filesOf(int site) {
        String name = names.get(site);
        return source.files().stream()
                .filter(file -> file.site().orElseThrow().equals(name))
                .toList();
    }

    /** The data of one site: its files only. */
    DataSource sourceOf(int site) {
        return new DataSource(
                source.address(),
                source.terms(),
                filesOf(site),
                source.rows(),
                source.holdOutRows(),
                source.classes(),
                source.format());
    }

    /**
     * The name of a task's rows by their content, which can be told without having them.
     *
     * @param sites {@link SiteData#digest} of each site, in site order
     */
    public static Digest rows(List<Digest> sites) {
        StringBuilder text = new StringBuilder("assay.rows.by-site.v1\n");
        sites.forEach(site -> text.append(site.hex()).append('\n'));
        return Digest.ofText(text.toString());
    }

    private static List<String> names(DataSource source) {
        return source.files().stream()
                .map(file -> file.site().orElseThrow())
                .distinct()
                .toList();
    }
}
