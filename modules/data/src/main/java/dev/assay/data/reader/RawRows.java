package dev.assay.data.reader;

import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Features;
import dev.assay.learning.data.Targets;
import java.util.BitSet;
import java.util.List;

/** What the files hold, before anything is divided or fitted. Missing numbers are NaN. Not to be changed. */
public final class RawRows {
    /** The site of a row that belongs to none. */
    public static final int NO_SITE = -1;

    private final Examples examples;
    private final List<String> siteNames;
    private final int[] sites;
    private final BitSet holdOut;

    /**
     * Takes the rows over.
     *
     * @param examples in the files' order
     * @param siteNames the sites that the data name, in the order in which they first occur; empty when they name none
     * @param sites index into {@code siteNames} of each row, or {@link #NO_SITE}; empty when the data name no site
     * @param holdOut rows of the official test set
     */
    RawRows(Examples examples, List<String> siteNames, int[] sites, BitSet holdOut) {
        if (sites.length != 0 && sites.length != examples.rows()) {
            throw new IllegalArgumentException(sites.length + " sites for " + examples.rows() + " rows");
        }
        this.examples = examples;
        this.siteNames = List.copyOf(siteNames);
        this.sites = sites;
        this.holdOut = holdOut;
    }

    /** Rows of which nothing more is known. */
    static RawRows of(Features features, Targets targets) {
        return new RawRows(new Examples(features, targets), List.of(), new int[0], new BitSet());
    }

    /** In the files' order. */
    public Examples examples() {
        return examples;
    }

    /** The sites that the data name, in the order in which they first occur; empty when they name none. */
    public List<String> siteNames() {
        return siteNames;
    }

    /** Index into {@link #siteNames()} of a row's site, or {@link #NO_SITE}, as for every row of data that name no site. */
    public int siteOf(int row) {
        return sites.length == 0 ? NO_SITE : sites[row];
    }

    /** Rows of the official test set. */
    public BitSet holdOut() {
        return holdOut;
    }

    public int rows() {
        return examples.rows();
    }
}
