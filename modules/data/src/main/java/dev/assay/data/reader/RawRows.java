package dev.assay.data.reader;

import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Features;
import dev.assay.learning.data.Targets;
import java.util.BitSet;
import java.util.List;

/**
 * What the files hold, before anything is divided or fitted. Missing numbers are NaN.
 *
 * @param examples in the files' order
 * @param siteNames the sites that the data name, in the order in which they first occur; empty when they name none
 * @param site index into {@code siteNames} of each row, or {@link #NO_SITE}; empty when the data name no site
 * @param holdOut rows of the official test set
 */
public record RawRows(Examples examples, List<String> siteNames, int[] site, BitSet holdOut) {
    /** The site of a row that belongs to none. */
    public static final int NO_SITE = -1;

    /** Rows of which nothing more is known. */
    public static RawRows of(Features features, Targets targets) {
        return new RawRows(new Examples(features, targets), List.of(), new int[0], new BitSet());
    }

    public RawRows {
        siteNames = List.copyOf(siteNames);
        if (site.length != 0 && site.length != examples.rows()) {
            throw new IllegalArgumentException(site.length + " sites for " + examples.rows() + " rows");
        }
    }

    public int rows() {
        return examples.rows();
    }
}
