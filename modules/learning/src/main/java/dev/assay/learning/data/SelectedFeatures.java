package dev.assay.learning.data;

import java.util.List;

/** Some rows of other features, in an order of their own; the features themselves stay where they are. */
final class SelectedFeatures implements Features {
    private final Features all;
    private final int[] rows;

    /** @param rows kept */
    SelectedFeatures(Features all, int[] rows) {
        this.all = all;
        this.rows = rows;
        for (int row : rows) {
            if (row < 0 || row >= all.rows()) {
                throw new IndexOutOfBoundsException("row " + row + " of " + all.rows());
            }
        }
    }

    @Override
    public int rows() {
        return rows.length;
    }

    @Override
    public List<Integer> rowShape() {
        return all.rowShape();
    }

    @Override
    public int rowSize() {
        return all.rowSize();
    }

    @Override
    public void readRow(int row, float[] target, int at) {
        all.readRow(rows[row], target, at);
    }

    /** Selects from what lies below, so that views do not pile up. */
    @Override
    public Features select(int[] chosen) {
        int[] below = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            below[i] = rows[chosen[i]];
        }
        return new SelectedFeatures(all, below);
    }

    @Override
    public Features normalised(double[] mean, double[] std) {
        return new SelectedFeatures(all.normalised(mean, std), rows);
    }
}
