package dev.assay.data.task;

import dev.assay.data.reader.RawRows;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Split;
import dev.assay.research.dataset.SitePartition;
import dev.assay.research.dataset.Splits;
import dev.assay.research.profile.Evaluation;
import dev.assay.research.profile.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which rows each site trains on, and which rows score. A pure function of profile and rows; no row is in two places.
 */
final class Division {
    private static final int[] NONE = {};

    /** Sites that one message names; more would hide what it says. */
    private static final int MOST_NAMED = 5;

    private final List<Site> sites;
    private final int[] selection;
    private final int[] holdOut;

    private Division(List<Site> sites, int[] selection, int[] holdOut) {
        this.sites = sites;
        this.selection = selection;
        this.holdOut = holdOut;
    }

    /** One a site, in site order. */
    List<Site> sites() {
        return sites;
    }

    /** Rows that belong to no site and score candidates; empty when each site has its own. */
    int[] selection() {
        return selection;
    }

    /** Rows that belong to no site and are sealed; empty when each site has its own. */
    int[] holdOut() {
        return holdOut;
    }

    /** A site's rows; indices into all rows, ascending. */
    static final class Site {
        private final String name;
        private final int[] train;
        private final int[] selection;
        private final int[] holdOut;

        private Site(String name, int[] train, int[] selection, int[] holdOut) {
            this.name = name;
            this.train = train;
            this.selection = selection;
            this.holdOut = holdOut;
        }

        String name() {
            return name;
        }

        int[] train() {
            return train;
        }

        int[] selection() {
            return selection;
        }

        int[] holdOut() {
            return holdOut;
        }
    }

    /** @throws IllegalArgumentException when the rows cannot be divided as the profile asks */
    static Division of(Profile profile, RawRows rows) {
        return of(profile, profile.partition(), 0, rows);
    }

    /**
     * What {@link #of} makes of one site, from its rows alone; for the tasks of {@link SiteFiles}.
     *
     * @param site its index among the task's sites
     */
    static Division ofSite(Profile profile, int site, RawRows rows) {
        int least = profile.partition() instanceof SitePartition.Natural natural ? natural.minRows() : 1;
        return of(profile, new SitePartition.Natural(1, least), site, rows);
    }

    /** @param first the index among the task's sites of the first site of these rows */
    private static Division of(Profile profile, SitePartition partition, int first, RawRows rows) {
        int[] divided = IntStream.range(0, rows.rows())
                .filter(row -> !rows.holdOut().get(row))
                .toArray();
        int[] official = rows.holdOut().stream().toArray();
        Splits splits = profile.splits();
        boolean bySite = splits.within() == Splits.Within.SITE;
        if (bySite && splits.officialHoldOut()) {
            requireSites(official, divided, rows);
        }
        int[] named =
                partition instanceof SitePartition.Natural natural ? NaturalSites.of(natural, rows, divided) : NONE;
        int[] kept = partition instanceof SitePartition.Natural ? ofSites(named, divided, rows) : divided;
        if (bySite) {
            List<Site> sites = new ArrayList<>();
            for (Site whole : sites(partition, named, rows, kept)) {
                sites.add(split(whole, first + sites.size(), profile, rows));
            }
            return new Division(sites, NONE, NONE);
        }
        Split split = Split.of(strata(rows, kept), splits.fractions(), splits.order(), splits.seed())
                .requireRows();
        List<Site> sites = sites(partition, named, rows, pick(kept, split.train()));
        return new Division(
                sites,
                pick(kept, split.selection()),
                splits.officialHoldOut() ? official : pick(kept, split.holdOut()));
    }

    /** Rows that the task uses. */
    int usedRows() {
        return selection.length
                + holdOut.length
                + sites.stream()
                        .mapToInt(site -> site.train().length + site.selection().length + site.holdOut().length)
                        .sum();
    }

    /** The rows themselves, in their places. */
    TaskData divide(Examples rows, Evaluation evaluation) {
        return new TaskData(
                sites.stream().map(Site::name).toList(),
                sites.stream().map(site -> rows.select(site.train())).toList(),
                groups(rows, selection, Site::selection, evaluation.over()),
                groups(rows, holdOut, Site::holdOut, evaluation.over()));
    }

    private List<Examples> groups(Examples rows, int[] common, Function<Site, int[]> own, Evaluation.Over over) {
        if (over == Evaluation.Over.SITES) {
            return sites.stream().map(site -> rows.select(own.apply(site))).toList();
        }
        int[] all = IntStream.concat(
                        Arrays.stream(common), sites.stream().flatMapToInt(site -> Arrays.stream(own.apply(site))))
                .toArray();
        if (all.length == 0) {
            throw new IllegalArgumentException("no row is left to score by: the sites are too small for these splits");
        }
        return List.of(rows.select(all));
    }

    private static Site split(Site whole, int index, Profile profile, RawRows rows) {
        Splits splits = profile.splits();
        int[] all = whole.train();
        Split split = Split.of(strata(rows, all), splits.fractions(), splits.order(), splits.seed(), index);
        int[] holdOut = splits.officialHoldOut() ? officialRows(whole.name(), rows) : pick(all, split.holdOut());
        if (profile.evaluation().over() == Evaluation.Over.SITES) {
            try {
                split.requireRows();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("site " + whole.name() + ": " + e.getMessage(), e);
            }
            if (holdOut.length == 0) {
                throw new IllegalArgumentException("site " + whole.name() + " has no row in the official hold-out");
            }
        }
        requireTraining(whole.name(), split.train());
        return new Site(whole.name(), pick(all, split.train()), pick(all, split.selection()), holdOut);
    }

    /** The official hold-out's rows of one site. */
    private static int[] officialRows(String site, RawRows rows) {
        return rows.holdOut().stream()
                .filter(row -> rows.siteNames().get(rows.siteOf(row)).equals(site))
                .toArray();
    }

    /**
     * The sites with these rows, all of them as training rows.
     *
     * @param named the sites that take part, where the data name them
     */
    private static List<Site> sites(SitePartition partition, int[] named, RawRows rows, int[] chosen) {
        List<Site> sites = new ArrayList<>();
        if (partition instanceof SitePartition.Dealt dealt) {
            for (int[] site : dealt.rule().assign(strata(rows, chosen), dealt.sites(), dealt.seed())) {
                sites.add(new Site("site-" + (sites.size() + 1), pick(chosen, site), NONE, NONE));
            }
        }
        for (int site : named) {
            sites.add(new Site(rows.siteNames().get(site), ofSites(new int[] {site}, chosen, rows), NONE, NONE));
        }
        sites.forEach(site -> requireTraining(site.name(), site.train()));
        return sites;
    }

    /** Each site confirms on its own part of the official hold-out, so that a row of no site would be left out unseen. */
    private static void requireSites(int[] official, int[] divided, RawRows rows) {
        long nameless = Arrays.stream(official)
                .filter(row -> rows.siteOf(row) == RawRows.NO_SITE)
                .count();
        if (nameless > 0) {
            throw new IllegalArgumentException(nameless + " of " + official.length
                    + " rows of the official hold-out name no site, and 'within: site' in splits needs one for each:"
                    + " name the site of their file, or leave 'within: site' out");
        }
        Set<Integer> known = Arrays.stream(divided).mapToObj(rows::siteOf).collect(Collectors.toSet());
        List<String> unknown = Arrays.stream(official)
                .map(rows::siteOf)
                .distinct()
                .filter(site -> !known.contains(site))
                .mapToObj(site -> rows.siteNames().get(site))
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("the official hold-out has rows of " + unknown.size()
                    + (unknown.size() == 1 ? " site" : " sites") + " with no other row: "
                    + String.join(", ", unknown.subList(0, Math.min(unknown.size(), MOST_NAMED)))
                    + (unknown.size() > MOST_NAMED ? ", ..." : "")
                    + ". Each must be the site of other rows too; is a name spelt otherwise there?");
        }
    }

    private static void requireTraining(String site, int[] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("site " + site + " has no row to train on");
        }
    }

    private static int[] ofSites(int[] sites, int[] chosen, RawRows rows) {
        boolean[] kept = new boolean[rows.siteNames().size()];
        for (int site : sites) {
            kept[site] = true;
        }
        return Arrays.stream(chosen).filter(row -> kept[rows.siteOf(row)]).toArray();
    }

    private static int[] strata(RawRows rows, int[] chosen) {
        return rows.examples().targets().select(chosen).strata();
    }

    private static int[] pick(int[] rows, int[] indices) {
        return Arrays.stream(indices).map(index -> rows[index]).toArray();
    }
}
