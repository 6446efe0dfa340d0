package dev.assay.data.task;

import dev.assay.data.reader.RawRows;
import dev.assay.research.dataset.SitePartition;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Which of the sites that the data name take part. */
final class NaturalSites {
    private NaturalSites() {}

    /**
     * The sites with enough rows, as indices into the rows' site names, in their order.
     *
     * @param chosen the rows that count
     * @throws IllegalArgumentException when these are not as many as the profile says
     */
    static int[] of(SitePartition.Natural partition, RawRows rows, int[] chosen) {
        int[] sizes = new int[rows.siteNames().size()];
        for (int row : chosen) {
            int site = rows.siteOf(row);
            if (site == RawRows.NO_SITE) {
                throw new IllegalArgumentException("row " + (row + 1) + " names no site");
            }
            sizes[site]++;
        }
        int[] large = IntStream.range(0, sizes.length)
                .filter(site -> sizes[site] >= partition.minRows())
                .toArray();
        if (large.length != partition.sites()) {
            throw new IllegalArgumentException("the data have " + large.length + " sites of at least "
                    + partition.minRows() + (partition.minRows() == 1 ? " row, and " : " rows, and ")
                    + (sizes.length - large.length)
                    + " smaller ones; the largest has "
                    + Arrays.stream(sizes).max().orElse(0) + " rows. The profile's partition.sites says "
                    + partition.sites());
        }
        return large;
    }
}
