package dev.assay.data.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.data.ByteFeatures;
import dev.assay.research.dataset.DataFile.Content;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {
    @TempDir
    private Path folder;

    private Path write(String name, int magic, int[] dimensions, int... values) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length);
        content.putInt(magic);
        for (int dimension : dimensions) {
            content.putInt(dimension);
        }
        for (int value : values) {
            content.put((byte) value);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(bytes) : bytes) {
            out.write(content.array());
        }
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private TestingSource source(Path features, Path labels) {
        return new TestingSource(new DataFormat.Idx(List.of(1, 2, 1), 0.5), 3, 3)
                .file(labels, Part.ANY, Content.LABELS)
                .file(features, Part.ANY, Content.FEATURES);
    }

    private Path labels(int... labels) throws IOException {
        return write("labels", 0x801, new int[] {labels.length}, labels);
    }

    private Path features(int rows, int... values) throws IOException {
        return write("features.gz", 0x803, new int[] {rows, 2, 1}, values);
    }

    @Test
    void readsPairsOfFilesTheHoldOutLast() throws Exception {
        Path testFeatures = write("test.gz", 0x803, new int[] {1, 2, 1}, 7, 8);
        Path testLabels = write("test-labels", 0x801, new int[] {1}, 1);
        RawRows rows = new TestingSource(new DataFormat.Idx(List.of(1, 2, 1), 0.5), 3, 3)
                .file(testFeatures, Part.HOLD_OUT, Content.FEATURES)
                .file(testLabels, Part.HOLD_OUT, Content.LABELS)
                .file(labels(2, 0), Part.ANY, Content.LABELS)
                .file(features(2, 1, 255, 3, 4), Part.ANY, Content.FEATURES)
                .read();

        assertThat(rows.examples().features()).isInstanceOf(ByteFeatures.class);
        assertThat(TestingSource.row(rows, 0)).containsExactly(0.5f, 127.5f);
        assertThat(TestingSource.row(rows, 2)).containsExactly(3.5f, 4);
        assertThat(rows.examples().targets().strata()).containsExactly(2, 0, 1);
        assertThat(rows.holdOut().stream()).containsExactly(2);
    }

    @Test
    void namesEveryWrongLabel() throws Exception {
        assertThat(source(features(3, 1, 2, 3, 4, 5, 6), labels(3, 0, 255)).problems())
                .containsExactly(
                        "labels label 1: is 3, must be a class from 0 to 2",
                        "labels label 3: is 255, must be a class from 0 to 2");
    }

    @Test
    void saysWhatIsWrongInAFile() throws Exception {
        Path sound = labels(0, 1, 2);
        assertThat(source(write("features", 0x0d03, new int[] {3, 2, 1}), sound).problems())
                .containsExactly("features: begins with 0x00000d03, must begin with 0x00000801 to 0x00000808:"
                        + " no IDX file of unsigned bytes");
        assertThat(source(write("features", 0x803, new int[] {3, 3, 1}), sound).problems())
                .containsExactly("features: has rows of shape [3, 1], must have 2 values a row,"
                        + " the profile's row_shape [1, 2, 1]");
        assertThat(source(features(3, 1, 2, 3, 4, 5), sound).problems())
                .containsExactly("features.gz: ends in row 3, its header says that it has 3");
        assertThat(source(features(3, 1, 2, 3, 4, 5, 6, 7), sound).problems())
                .containsExactly("features.gz: goes on after the values that its header speaks of");
        assertThat(source(features(3, 1, 2, 3, 4, 5, 6), labels(0, 1)).problems())
                .containsExactly("labels: has 2 labels, must have 3, as many as there are rows of features");
        assertThat(source(features(3, 1, 2, 3, 4, 5, 6), write("labels", 0x802, new int[] {3, 1}))
                        .problems())
                .containsExactly("labels: has 2 dimensions, must have 1: a label a row");
        assertThat(source(write("features", 0x803, new int[] {3}), sound).problems())
                .containsExactly("features: ends within its header: it is truncated");
    }
}
