package dev.assay.data.reader;

import dev.assay.data.file.FileTree;
import dev.assay.data.file.OpenFile;
import dev.assay.data.file.UnreadableFile;
import dev.assay.learning.data.ByteFeatures;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Features;
import dev.assay.learning.data.Targets;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads CIFAR-10's binary version. Rows come in the order of the batches, whatever the archive's order; each record goes
 * straight to its place.
 */
final class CifarReader implements RowReader {
    private static final List<String> BATCHES = List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin");
    private static final int TRAINING = BATCHES.size() - 1;

    private final DataFormat.CifarBinary format;
    private final int pixels;

    CifarReader(DataFormat.CifarBinary format) {
        this.format = format;
        this.pixels = format.rowShape().stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public RawRows read(DataSource source, List<OpenFile> files) throws InvalidInput {
        OpenFile file = files.get(0);
        int holdOutRows = source.holdOutRows();
        int training = source.rows() - holdOutRows;
        byte[] values = new byte[Math.multiplyExact(source.rows(), pixels)];
        int[] labels = new int[source.rows()];
        FileProblems.reading(file.name(), problems -> {
            if (files.size() > 1 || training % TRAINING != 0) {
                throw new UnreadableFile("must be the only file, and have " + TRAINING
                        + " training batches of the same size: data.rows less data.hold_out_rows is " + training);
            }
            Set<String> missing = new LinkedHashSet<>(BATCHES);
            file.tree().forEach(entry -> {
                int batch = BATCHES.indexOf(entry.name());
                if (batch < 0) {
                    return;
                }
                if (!missing.remove(entry.name())) {
                    throw new UnreadableFile("has more than one file " + entry.name());
                }
                int rows = batch == TRAINING ? holdOutRows : training / TRAINING;
                new Batch(entry, batch * (training / TRAINING), rows, source.classes()).read(values, labels, problems);
            });
            missing.forEach(name -> problems.add(0, "", "has no file " + name));
        });
        BitSet holdOut = new BitSet();
        holdOut.set(training, source.rows());
        return new RawRows(new Examples(features(values), Targets.classes(labels)), List.of(), new int[0], holdOut);
    }

    private Features features(byte[] values) {
        double[] factor = new double[format.rowShape().get(0)];
        Arrays.fill(factor, format.scale());
        return new ByteFeatures(format.rowShape(), values, factor, new double[factor.length]);
    }

    /**
     * One file of records.
     *
     * @param first the row of its first record
     * @param rows as many as it must have
     */
    private record Batch(FileTree.Entry entry, int first, int rows, int classes) {

        void read(byte[] values, int[] labels, FileProblems problems) throws IOException {
            int pixels = values.length / labels.length;
            int record = pixels + 1;
            if (entry.size() != (long) rows * record) {
                problems.add(
                        0,
                        entry.path(),
                        "has " + entry.size() + " bytes, must have " + (long) rows * record + ": " + rows
                                + " records of " + record);
                return;
            }
            try (InputStream content = entry.open()) {
                for (int row = first; row < first + rows; row++) {
                    int label = content.read();
                    if (label < 0 || content.readNBytes(values, row * pixels, pixels) < pixels) {
                        throw new UnreadableFile(
                                "is truncated: " + entry.path() + " ends in record " + (row - first + 1));
                    }
                    if (label >= classes) {
                        problems.add(
                                0,
                                entry.path() + " record " + (row - first + 1),
                                "has label " + label + ", must be 0 to " + (classes - 1));
                        labels[row] = 0;
                    } else {
                        labels[row] = label;
                    }
                }
            }
        }
    }
}
