package dev.assay.research.dataset;

import java.util.List;

/**
 * A task's data: where they come from and how they become rows.
 *
 * @param address where the data are described officially
 * @param terms the licence or terms of use
 * @param files none when the rows are generated
 * @param rows rows that the task uses, the official hold-out's included
 * @param holdOutRows rows of the official hold-out; 0 when there is none
 * @param classes class labels or tokens are 0 to {@code classes - 1}; 0 when nothing is classified
 * @param format how files become rows
 */
public record DataSource(
        String address, String terms, List<DataFile> files, int rows, int holdOutRows, int classes, DataFormat format) {
    public DataSource {
        files = List.copyOf(files);
    }
}
