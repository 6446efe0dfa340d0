package dev.assay.data.file;

import dev.assay.research.dataset.DataFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A data file that was found and is the one that the profile means.
 *
 * @param path where it lies
 * @param limit how much it may expand to
 */
public record OpenFile(DataFile file, Path path, ExpansionLimit limit) {
    private static final int BUFFER = 1 << 16;

    /** What it holds: decompressed where its name ends in {@code .gz}. */
    public InputStream plain() throws IOException {
        if (Files.isDirectory(path)) {
            throw new UnreadableFile("is a folder, must be a file");
        }
        InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER);
        if (!FileDigests.isGzip(path)) {
            return limit.bound(raw);
        }
        try {
            return limit.bound(new GZIPInputStream(raw, BUFFER));
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** Its files, where it is a folder or archive. */
    public FileTree tree() throws UnreadableFile {
        return FileTree.at(path, limit)
                .orElseThrow(() -> new UnreadableFile("must be a folder, or end in .tar.gz, .tgz, .tar or .zip"));
    }

    /** How messages call it. */
    public String name() {
        return path.toString();
    }
}
