package dev.assay.learning.data;

import java.util.Arrays;

/** Rows grouped by a number: their label or their site. */
final class ClassRows {
    private ClassRows() {}

    /** The indices of the rows of each class, ascending; classes without rows are empty. */
    static int[][] of(int[] labels) {
        return of(labels, Arrays.stream(labels).max().orElse(-1) + 1);
    }

    /** The indices of the rows with each label below {@code classes}. */
    static int[][] of(int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        int[][] rows = new int[classes][];
        for (int label = 0; label < classes; label++) {
            rows[label] = new int[counts[label]];
        }
        for (int row = labels.length - 1; row >= 0; row--) {
            rows[labels[row]][--counts[labels[row]]] = row;
        }
        return rows;
    }
}
