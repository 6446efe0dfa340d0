package dev.assay.research.dataset;

import dev.assay.learning.data.Targets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How files become rows. */
public sealed interface DataFormat {
    /** The shape of one row of features, without the batch dimension. */
    List<Integer> rowShape();

    /** What is predicted for a row. */
    default Targets.Kind targets() {
        return Targets.Kind.CLASS;
    }

    /** Whether the data say which of the rows to divide belong together: by a site column, file, folder or speaker. */
    default boolean hasSites(List<DataFile> files) {
        return files.stream()
                .anyMatch(
                        file -> file.part() == DataFile.Part.ANY && file.site().isPresent());
    }

    /**
     * A table of separated values, gzip-compressed where a file's name ends in {@code .gz}. Columns are told apart by the
     * names in the header; without a header, by their numbers from 0.
     *
     * @param header whether the first line names the columns, which must then be {@code columns}
     * @param columns all columns in the file's order
     * @param delimiter between two values
     * @param missing texts that stand for a missing number
     * @param whenMissing what becomes of a row in which a used number is missing
     * @param ignored columns that are not read
     * @param categorical columns that become one feature a level
     * @param target what is predicted
     * @param site the column that names a row's site
     * @param rowShape the shape that the features of one row make
     * @param scale numbers are multiplied by it
     */
    record Csv(
            boolean header,
            List<String> columns,
            char delimiter,
            Set<String> missing,
            WhenMissing whenMissing,
            Set<String> ignored,
            List<Categorical> categorical,
            Target target,
            Optional<String> site,
            List<Integer> rowShape,
            double scale)
            implements DataFormat {
        public Csv {
            columns = List.copyOf(columns);
            missing = Set.copyOf(missing);
            ignored = Set.copyOf(ignored);
            categorical = List.copyOf(categorical);
            rowShape = List.copyOf(rowShape);
        }

        @Override
        public Targets.Kind targets() {
            return target.kind();
        }

        @Override
        public boolean hasSites(List<DataFile> files) {
            return site.isPresent() || DataFormat.super.hasSites(files);
        }
    }

    /** What becomes of a row in which a number is missing. */
    enum WhenMissing {
        /** It is a fault of the file. */
        REFUSE,
        /** The row is left out. */
        DROP_ROW,
        /** The number is filled in by preprocessing. */
        IMPUTE
    }

    /**
     * A column whose values are names, or numbers that stand for names.
     *
     * @param levels all values that occur, in the order of their features; numbers are compared as numbers
     * @param dropFirst whether the first level has no feature of its own
     */
    record Categorical(String column, List<String> levels, boolean dropFirst) {
        public Categorical {
            levels = List.copyOf(levels);
        }

        /** Features that the column becomes. */
        public int width() {
            return levels.size() - (dropFirst ? 1 : 0);
        }
    }

    /** The columns that hold what is predicted. */
    sealed interface Target {
        Targets.Kind kind();

        /** The columns that are no features. */
        Set<String> columns();

        /**
         * @param labels the texts of each class, in the order of the classes; empty: the numbers 0 to classes - 1
         */
        record Label(String column, List<List<String>> labels) implements Target {
            public Label {
                labels = labels.stream().map(List::copyOf).toList();
            }

            @Override
            public Targets.Kind kind() {
                return Targets.Kind.CLASS;
            }

            @Override
            public Set<String> columns() {
                return Set.of(column);
            }
        }

        /**
         * @param time column of the time until the event, or until which the row was followed
         * @param event column that is 1 where the event was seen, 0 elsewhere
         */
        record Survival(String time, String event) implements Target {
            @Override
            public Targets.Kind kind() {
                return Targets.Kind.SURVIVAL;
            }

            @Override
            public Set<String> columns() {
                return Set.of(time, event);
            }
        }

        /** @param column of a number */
        record Value(String column) implements Target {
            @Override
            public Targets.Kind kind() {
                return Targets.Kind.VALUE;
            }

            @Override
            public Set<String> columns() {
                return Set.of(column);
            }
        }
    }

    /**
     * The IDX files of MNIST and its relatives, unsigned bytes; a file of features and one of labels for each part. Gzip
     * where a file's name ends in {@code .gz}.
     *
     * @param scale bytes are multiplied by it
     */
    record Idx(List<Integer> rowShape, double scale) implements DataFormat {
        public Idx {
            rowShape = List.copyOf(rowShape);
        }
    }

    /**
     * CIFAR-10's binary version: a folder or archive with {@code data_batch_1.bin} to {@code data_batch_5.bin} and
     * {@code test_batch.bin}, which is the official hold-out. Records of a label and 3 x 32 x 32 bytes.
     *
     * @param scale bytes are multiplied by it
     */
    record CifarBinary(double scale) implements DataFormat {
        private static final List<Integer> SHAPE = List.of(3, 32, 32);

        @Override
        public List<Integer> rowShape() {
            return SHAPE;
        }
    }

    /**
     * NumPy's archive of arrays; the first dimension is the row.
     *
     * @param features name of the array of features
     * @param target name of the array of targets, one a row
     * @param values whether the targets are numbers, not classes
     * @param site name of an array of whole numbers, the row's site
     * @param rowShape the shape that the features of one row make
     * @param scale features are multiplied by it
     */
    record Npz(
            String features, String target, boolean values, Optional<String> site, List<Integer> rowShape, double scale)
            implements DataFormat {
        public Npz {
            rowShape = List.copyOf(rowShape);
        }

        @Override
        public Targets.Kind targets() {
            return values ? Targets.Kind.VALUE : Targets.Kind.CLASS;
        }

        @Override
        public boolean hasSites(List<DataFile> files) {
            return site.isPresent() || DataFormat.super.hasSites(files);
        }
    }

    /**
     * PNG and JPEG pictures in a folder or archive, each in a folder that is named as its class.
     *
     * @param labels names of the classes' folders, in the order of the classes
     * @param siteFolders whether the classes' folders lie in a folder for each site
     * @param channels 1 for grey, 3 for red, green, blue
     * @param height in pixels; pictures are resized to it
     * @param width in pixels
     * @param scale bytes are multiplied by it
     */
    record ImageFolder(List<String> labels, boolean siteFolders, int channels, int height, int width, double scale)
            implements DataFormat {
        public ImageFolder {
            labels = List.copyOf(labels);
        }

        @Override
        public List<Integer> rowShape() {
            return List.of(channels, height, width);
        }

        @Override
        public boolean hasSites(List<DataFile> files) {
            return siteFolders || DataFormat.super.hasSites(files);
        }
    }

    /**
     * A play: speeches, each a line with the speaker's name and a colon, then lines of text until an empty line. All that a
     * speaker says is one text, cut into windows that do not overlap; each position of a window predicts the next character.
     *
     * @param alphabet all characters that occur; a token is a character's index in it
     * @param window characters of a row
     */
    record TextBySpeaker(String alphabet, int window) implements DataFormat {
        @Override
        public List<Integer> rowShape() {
            return List.of(window);
        }

        @Override
        public Targets.Kind targets() {
            return Targets.Kind.TOKENS;
        }

        @Override
        public boolean hasSites(List<DataFile> files) {
            return true;
        }
    }

    /**
     * LEAF's synthetic task (Caldas et al. 2018, appendix; after Li et al. 2018): each of many sites has a model of its own,
     * drawn around one of some centres, and draws its rows by it. Nothing is read.
     *
     * @param sites tasks, in the generator's words
     * @param features of a row
     * @param seed of the generator
     */
    record LeafSynthetic(int sites, int features, long seed) implements DataFormat {
        @Override
        public List<Integer> rowShape() {
            return List.of(features);
        }

        @Override
        public boolean hasSites(List<DataFile> files) {
            return true;
        }
    }
}
