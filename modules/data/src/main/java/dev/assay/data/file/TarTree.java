package dev.assay.data.file;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A tar archive, read as a stream: nothing but the entry that is visited is in memory. */
record TarTree(Path path, ExpansionLimit limit, boolean compressed) implements FileTree {
    private static final int BUFFER = 1 << 16;

    @Override
    public void forEach(Visitor visitor) throws IOException {
        TreePaths paths = new TreePaths(limit);
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER);
                InputStream plain = limit.bound(compressed ? new GZIPInputStream(raw, BUFFER) : raw);
                TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(plain, BUFFER))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isDirectory()) {
                    paths.folder(entry.getName());
                } else {
                    String file = paths.file(entry.getName());
                    requirePlain(entry, file);
                    visitor.visit(new Entry(file, entry.getSize(), () -> new Unclosed(tar)));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new UnreadableFile("cannot be read: it is no sound tar archive: " + e.getMessage());
        }
    }

    private static void requirePlain(TarArchiveEntry entry, String path) throws UnreadableFile {
        if (entry.isSymbolicLink() || entry.isLink()) {
            throw new UnreadableFile("has '" + TreePaths.shown(path) + "', a link to '"
                    + TreePaths.shown(entry.getLinkName()) + "'; an archive of data holds plain files and folders");
        }
        if (!entry.isFile() || entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
            throw new UnreadableFile("has '" + TreePaths.shown(path) + "', which is neither file nor folder");
        }
    }

    /** The archive's stream outlives a visitor that closes what it read. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream content) {
            super(content);
        }

        @Override
        public void close() {
            // The next entry is read from the same stream.
        }
    }
}
