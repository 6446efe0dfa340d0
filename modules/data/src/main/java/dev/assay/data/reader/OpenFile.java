package dev.assay.data.reader;

import dev.assay.research.dataset.DataFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A data file that was found and is the one that the profile means.
 *
 * @param path where it lies
 * @param content its bytes as they lie there
 */
public record OpenFile(DataFile file, Path path, byte[] content) {
    /** What it holds: decompressed where its name ends in {@code .gz}. */
    public InputStream plain() throws IOException {
        InputStream raw = new ByteArrayInputStream(content);
        return file.path().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
    }
}
