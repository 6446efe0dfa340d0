package dev.assay.data.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.research.dataset.DataFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarReaderTest {
    private static final int RECORD = 3073;
    private static final int TRAINING = 2;
    private static final int TEST = 3;

    @TempDir
    private Path folder;

    /** Batch b has two records; record r has label b + r and the pixels 10 b + r. The test batch, number 6, has three. */
    private static Map<String, byte[]> batches() {
        Map<String, byte[]> batches = new LinkedHashMap<>();
        for (int batch = 1; batch <= 6; batch++) {
            int rows = batch == 6 ? TEST : TRAINING;
            byte[] content = new byte[rows * RECORD];
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < RECORD; i++) {
                    content[row * RECORD + i] = (byte) (i == 0 ? batch + row : 10 * batch + row);
                }
            }
            batches.put(batch == 6 ? "test_batch.bin" : "data_batch_" + batch + ".bin", content);
        }
        return batches;
    }

    private Path archive(Map<String, byte[]> members) throws IOException {
        Path path = folder.resolve("cifar.tar.gz");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(path))))) {
            List<String> names = new ArrayList<>(members.keySet());
            // The official archive has its files in no order either.
            Collections.reverse(names);
            for (String name : names) {
                TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/" + name);
                entry.setSize(members.get(name).length);
                tar.putArchiveEntry(entry);
                tar.write(members.get(name));
                tar.closeArchiveEntry();
            }
        }
        return path;
    }

    private static TestingSource source(Path path) {
        return new TestingSource(new DataFormat.CifarBinary(0.5), 13, 10)
                .holdOut(TEST)
                .file(path);
    }

    private static void requireRows(RawRows rows) {
        assertThat(rows.examples().targets().strata()).containsExactly(1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 8);
        assertThat(rows.holdOut().stream()).containsExactly(10, 11, 12);
        assertThat(TestingSource.row(rows, 3)).hasSize(3072).containsOnly(10.5f);
        assertThat(TestingSource.row(rows, 12)).containsOnly(31f);
    }

    @Test
    void readsAnArchiveInTheOrderOfTheBatches() throws Exception {
        Map<String, byte[]> members = batches();
        members.put("batches.meta.txt", new byte[61]);
        requireRows(source(archive(members)).read());
    }

    @Test
    void readsAFolder() throws Exception {
        for (Map.Entry<String, byte[]> batch : batches().entrySet()) {
            Files.write(
                    Files.createDirectories(folder.resolve("data/inner")).resolve(batch.getKey()), batch.getValue());
        }
        requireRows(source(folder.resolve("data")).read());
    }

    @Test
    void saysWhatIsWrongInABatch() throws Exception {
        Map<String, byte[]> members = batches();
        members.get("data_batch_2.bin")[RECORD] = 10;
        members.get("test_batch.bin")[0] = (byte) 255;
        assertThat(source(archive(members)).problems())
                .containsExactly(
                        "cifar.tar.gz cifar-10-batches-bin/data_batch_2.bin record 2: has label 10, must be 0 to 9",
                        "cifar.tar.gz cifar-10-batches-bin/test_batch.bin record 1: has label 255, must be 0 to 9");
        members = batches();
        members.remove("data_batch_4.bin");
        members.put("data_batch_1.bin", new byte[RECORD]);
        assertThat(source(archive(members)).problems())
                .containsExactly(
                        "cifar.tar.gz: has no file data_batch_4.bin",
                        "cifar.tar.gz cifar-10-batches-bin/data_batch_1.bin: has 3073 bytes, must have 6146:"
                                + " 2 records of 3073");
    }
}
