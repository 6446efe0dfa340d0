package dev.assay.data.reader;

import dev.assay.data.file.OpenFile;
import dev.assay.data.file.UnreadableFile;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Features;
import dev.assay.learning.data.FloatFeatures;
import dev.assay.learning.data.Targets;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.BitSet;
import java.util.List;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads NumPy's archives. Only the arrays that are asked for are opened. Features of one unsigned byte are kept as bytes,
 * others as floats.
 */
final class NpzReader implements RowReader {
    private final DataFormat.Npz format;
    private final int rowSize;
    private final SiteIndex sites = new SiteIndex();
    private final FloatRows numbers = new FloatRows();
    private final FloatRows values = new FloatRows();
    private final IntRows labels = new IntRows();
    private final BitSet holdOut = new BitSet();
    private ByteRows bytes;
    private int rows;

    NpzReader(DataFormat.Npz format) {
        this.format = format;
        this.rowSize = format.rowShape().stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public RawRows read(DataSource source, List<OpenFile> files) throws InvalidInput {
        for (OpenFile file : files) {
            FileProblems.reading(file.name(), problems -> {
                try (ZipFile archive = open(file)) {
                    readFile(archive, file, source, problems);
                }
            });
        }
        Features features = bytes == null
                ? FloatFeatures.adopt(format.rowShape(), numbers.toArray())
                : bytes.features(format.rowShape(), format.scale());
        Targets targets = format.values() ? Targets.values(values.toArray()) : Targets.classes(labels.toArray());
        return new RawRows(new Examples(features, targets), sites.names(), sites.ofRows(), holdOut);
    }

    private static ZipFile open(OpenFile file) throws IOException {
        if (!Files.isRegularFile(file.path())) {
            throw new UnreadableFile("is a folder, must be a file");
        }
        try {
            return new ZipFile(file.path().toFile());
        } catch (ZipException | IllegalArgumentException e) {
            throw new UnreadableFile(
                    "cannot be read: it is no sound npz archive, or a truncated one: " + e.getMessage());
        }
    }

    private void readFile(ZipFile archive, OpenFile file, DataSource source, FileProblems problems) throws IOException {
        int before = rows;
        try (NpyArray array = NpyArray.open(archive, file, format.features())) {
            readFeatures(array, source, problems);
        }
        int added = rows - before;
        try (NpyArray array = NpyArray.open(archive, file, format.target())) {
            requireOneEach(array, format.target(), added);
            if (format.values()) {
                readValues(array, added, problems);
            } else {
                readLabels(array, added, source.classes(), problems);
            }
        }
        if (format.site().isPresent()) {
            try (NpyArray array = NpyArray.open(archive, file, format.site().get())) {
                requireOneEach(array, format.site().get(), added);
                readSites(array, format.site().get(), added);
            }
        } else {
            sites.add(file.file().site(), added);
        }
        if (file.file().part() == Part.HOLD_OUT) {
            holdOut.set(before, rows);
        }
    }

    private void readFeatures(NpyArray array, DataSource source, FileProblems problems) throws IOException {
        NpyHeader header = array.header();
        if (header.rowSize() != rowSize) {
            throw new UnreadableFile("has an array '" + format.features() + "' of shape " + header.shape()
                    + ", must have " + rowSize + " values a row, the profile's row_shape " + format.rowShape());
        }
        boolean ofBytes = header.type() == NpyHeader.Type.UINT8;
        if (rows > 0 && ofBytes != (bytes != null)) {
            throw new UnreadableFile("has an array '" + format.features() + "' of type " + header.type()
                    + "; either all files must have uint8 or none");
        }
        if (ofBytes && bytes == null) {
            bytes = new ByteRows(rowSize, source.rows());
        }
        byte[] row = new byte[ofBytes ? rowSize : 0];
        for (int i = 0; i < header.rows() && !problems.enough(); i++) {
            try {
                if (ofBytes) {
                    array.nextBytes(row);
                    bytes.add(row);
                } else {
                    readNumbers(array, i, problems);
                }
            } catch (EOFException e) {
                throw NpyArray.truncated(format.features(), i, e);
            }
        }
        if (!problems.enough()) {
            array.requireEnd();
        }
        rows += header.rows();
    }

    private void readNumbers(NpyArray array, int row, FileProblems problems) throws IOException {
        for (int i = 0; i < rowSize; i++) {
            double number = array.nextNumber();
            float value = (float) (number * format.scale());
            if (!Float.isFinite(value)) {
                problems.add(
                        0,
                        format.features() + " row " + (row + 1) + " value " + (i + 1),
                        "is " + number + ", must be a finite number");
            }
            numbers.add(value);
        }
    }

    private static void requireOneEach(NpyArray array, String name, int rows) throws UnreadableFile {
        NpyHeader header = array.header();
        if (header.rows() != rows || header.rowSize() != 1) {
            throw new UnreadableFile("has an array '" + name + "' of shape " + header.shape() + ", must have " + rows
                    + " elements, one for each row of the features");
        }
    }

    private void readLabels(NpyArray array, int count, int classes, FileProblems problems) throws IOException {
        requireWhole(array, format.target());
        for (int i = 0; i < count; i++) {
            long label = next(array, format.target(), i);
            if (label < 0 || label >= classes) {
                problems.add(
                        0,
                        format.target() + " element " + (i + 1),
                        "is " + label + ", must be a class from 0 to " + (classes - 1));
                label = 0;
            }
            labels.add((int) label);
        }
    }

    private void readValues(NpyArray array, int count, FileProblems problems) throws IOException {
        for (int i = 0; i < count; i++) {
            try {
                double number = array.nextNumber();
                if (!Float.isFinite((float) number)) {
                    problems.add(
                            0, format.target() + " element " + (i + 1), "is " + number + ", must be a finite number");
                }
                values.add((float) number);
            } catch (EOFException e) {
                throw NpyArray.truncated(format.target(), i, e);
            }
        }
    }

    private void readSites(NpyArray array, String name, int count) throws IOException {
        requireWhole(array, name);
        for (int i = 0; i < count; i++) {
            sites.add("site-" + next(array, name, i));
        }
    }

    private static void requireWhole(NpyArray array, String name) throws UnreadableFile {
        if (!array.header().type().isWhole()) {
            throw new UnreadableFile("has an array '" + name + "' of type "
                    + array.header().type() + ", must be bool, int8 to int64 or uint8 to uint64");
        }
    }

    private static long next(NpyArray array, String name, int row) throws IOException {
        try {
            return array.nextWhole();
        } catch (EOFException e) {
            throw NpyArray.truncated(name, row, e);
        }
    }
}
