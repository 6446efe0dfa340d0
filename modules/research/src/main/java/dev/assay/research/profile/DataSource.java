package dev.assay.research.profile;

import java.util.List;

/**
 * A task's data file and how it is read.
 *
 * @param file path relative to the profile's folder, inside it
 * @param sha256 of the file's bytes, 64 lower-case hexadecimal characters
 * @param address where the data come from officially
 * @param terms the licence or terms of use
 * @param rows rows in the file
 * @param classes class labels are 0 to {@code classes - 1}
 * @param reader how the file is read
 */
public record DataSource(
        String file, String sha256, String address, String terms, int rows, int classes, Reader reader) {

    /** How a file becomes rows. */
    public sealed interface Reader {
        /** The shape of one row of features, without the batch dimension. */
        List<Integer> rowShape();
    }

    /**
     * Comma-separated numbers, gzip-compressed when the file's name ends in {@code .gz}.
     *
     * @param header whether the first line names the columns
     * @param columns columns of a row, the label included
     * @param label index of the label's column from 0; every other column is a feature, in the file's order
     * @param rowShape the shape that the features of one row make
     * @param scale features are multiplied by it
     */
    public record Csv(boolean header, int columns, int label, List<Integer> rowShape, double scale) implements Reader {
        public Csv {
            rowShape = List.copyOf(rowShape);
        }
    }
}
