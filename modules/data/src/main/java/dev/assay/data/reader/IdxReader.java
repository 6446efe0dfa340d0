package dev.assay.data.reader;

import dev.assay.data.file.OpenFile;
import dev.assay.data.file.UnreadableFile;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Targets;
import dev.assay.research.dataset.DataFile.Content;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Reads IDX files: two zero bytes, 8 for unsigned bytes, the number of dimensions, each dimension as four bytes, most
 * significant first, then the values.
 */
final class IdxReader implements RowReader {
    private static final int UNSIGNED_BYTES = 0x08;
    private static final int MOST_DIMENSIONS = 8;

    private final DataFormat.Idx format;

    IdxReader(DataFormat.Idx format) {
        this.format = format;
    }

    @Override
    public RawRows read(DataSource source, List<OpenFile> files) throws InvalidInput {
        int rowSize = format.rowShape().stream().reduce(1, Math::multiplyExact);
        ByteRows features = new ByteRows(rowSize, source.rows());
        List<Integer> labels = new ArrayList<>();
        BitSet holdOut = new BitSet();
        for (Part part : Part.values()) {
            for (OpenFile file : chosen(files, part, Content.FEATURES)) {
                int before = features.rows();
                FileProblems.reading(file.name(), problems -> readFeatures(file, features, rowSize));
                if (part == Part.HOLD_OUT) {
                    holdOut.set(before, features.rows());
                }
            }
            for (OpenFile file : chosen(files, part, Content.LABELS)) {
                FileProblems.reading(
                        file.name(), problems -> readLabels(file, labels, source.classes(), features.rows(), problems));
            }
        }
        Targets targets =
                Targets.classes(labels.stream().mapToInt(Integer::intValue).toArray());
        return new RawRows(
                new Examples(features.features(format.rowShape(), format.scale()), targets),
                List.of(),
                new int[0],
                holdOut);
    }

    private static List<OpenFile> chosen(List<OpenFile> files, Part part, Content content) {
        return files.stream()
                .filter(file -> file.file().part() == part && file.file().content() == content)
                .toList();
    }

    private void readFeatures(OpenFile file, ByteRows features, int rowSize) throws IOException {
        try (DataInputStream content = new DataInputStream(file.plain())) {
            int[] dimensions = dimensions(content);
            long values = 1;
            for (int i = 1; i < dimensions.length; i++) {
                values = Math.min(Integer.MAX_VALUE, values * dimensions[i]);
            }
            if (dimensions.length < 2 || values != rowSize) {
                throw new UnreadableFile("has rows of shape " + shape(dimensions) + ", must have " + rowSize
                        + " values a row, the profile's row_shape " + format.rowShape());
            }
            for (int row = 0; row < dimensions[0]; row++) {
                try {
                    features.read(content);
                } catch (EOFException e) {
                    throw new UnreadableFile(
                            "ends in row " + (row + 1) + ", its header says that it has " + dimensions[0]);
                }
            }
            requireEnd(content);
        }
    }

    private static void readLabels(OpenFile file, List<Integer> labels, int classes, int rows, FileProblems problems)
            throws IOException {
        try (DataInputStream content = new DataInputStream(file.plain())) {
            int[] dimensions = dimensions(content);
            if (dimensions.length != 1) {
                throw new UnreadableFile("has " + dimensions.length + " dimensions, must have 1: a label a row");
            }
            int expected = rows - labels.size();
            if (dimensions[0] != expected) {
                throw new UnreadableFile("has " + dimensions[0] + " labels, must have " + expected
                        + ", as many as there are rows of features");
            }
            for (int row = 0; row < expected; row++) {
                int label = content.read();
                if (label < 0) {
                    throw new UnreadableFile(
                            "ends at label " + (row + 1) + ", its header says that it has " + expected);
                }
                if (label >= classes) {
                    problems.add(
                            0, "label " + (row + 1), "is " + label + ", must be a class from 0 to " + (classes - 1));
                }
                labels.add(label);
            }
            requireEnd(content);
        }
    }

    private static int[] dimensions(DataInputStream content) throws IOException {
        int magic;
        int[] dimensions;
        try {
            magic = content.readInt();
            if (magic >>> 8 != UNSIGNED_BYTES || (magic & 0xff) < 1 || (magic & 0xff) > MOST_DIMENSIONS) {
                throw new UnreadableFile(String.format(
                        Locale.ROOT,
                        "begins with 0x%08x, must begin with 0x00000801 to 0x0000080%d: no IDX file of unsigned bytes",
                        magic,
                        MOST_DIMENSIONS));
            }
            dimensions = new int[magic & 0xff];
            for (int i = 0; i < dimensions.length; i++) {
                dimensions[i] = content.readInt();
            }
        } catch (EOFException e) {
            throw new UnreadableFile("ends within its header: it is truncated");
        }
        for (int dimension : dimensions) {
            if (dimension < 0) {
                throw new UnreadableFile(
                        "has a dimension of " + Integer.toUnsignedString(dimension) + ", must be below 2^31");
            }
        }
        return dimensions;
    }

    private static void requireEnd(DataInputStream content) throws IOException {
        if (content.read() >= 0) {
            throw new UnreadableFile("goes on after the values that its header speaks of");
        }
    }

    private static String shape(int[] dimensions) {
        List<Integer> row = new ArrayList<>();
        for (int i = 1; i < dimensions.length; i++) {
            row.add(dimensions[i]);
        }
        return row.toString();
    }
}
