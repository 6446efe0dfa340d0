package dev.assay.learning.data;

import java.util.Arrays;

/** Rows grouped by a number: their label or their site. */
final class RowGroups {
    private RowGroups() {}

    /** The indices of the rows of each group, ascending; groups without rows are empty. */
    static int[][] of(int[] groups) {
        return of(groups, Arrays.stream(groups).max().orElse(-1) + 1);
    }

    /** The indices of the rows of each group below {@code count}. */
    static int[][] of(int[] groups, int count) {
        int[] sizes = new int[count];
        for (int group : groups) {
            sizes[group]++;
        }
        int[][] rows = new int[count][];
        for (int group = 0; group < count; group++) {
            rows[group] = new int[sizes[group]];
        }
        for (int row = groups.length - 1; row >= 0; row--) {
            rows[groups[row]][--sizes[groups[row]]] = row;
        }
        return rows;
    }
}
