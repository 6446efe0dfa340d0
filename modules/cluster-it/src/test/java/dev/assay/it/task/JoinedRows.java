package dev.assay.it.task;

import dev.assay.learning.data.Examples;
import java.util.List;

/** Classified rows of several sites as one. */
final class JoinedRows {
    private JoinedRows() {}

    static Examples of(List<Examples> parts) {
        int rows = parts.stream().mapToInt(Examples::rows).sum();
        int size = parts.get(0).rowSize();
        float[] features = new float[rows * size];
        int[] labels = new int[rows];
        int at = 0;
        for (Examples part : parts) {
            for (int row = 0; row < part.rows(); row++) {
                part.readRow(row, features, at * size);
                labels[at] = part.label(row);
                at++;
            }
        }
        return new Examples(parts.get(0).rowShape(), features, labels);
    }
}
