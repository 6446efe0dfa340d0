package dev.assay.data.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The plain files of a folder or archive. What leaves the tree is refused: absolute paths, {@code ..}, links, devices; so is
 * a path that occurs twice.
 */
public interface FileTree {
    /** The order of paths in a tree's checksum: that of their bytes in UTF-8. */
    Comparator<String> PATH_ORDER =
            Comparator.comparing(path -> path.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    /**
     * Shows every file once: a folder's in {@link #PATH_ORDER}, an archive's in its own order.
     *
     * @throws UnreadableFile when the tree has what is refused, or expands to more than it may
     */
    void forEach(Visitor visitor) throws IOException;

    /** Looks at one file. */
    interface Visitor {
        void visit(Entry entry) throws IOException;
    }

    /**
     * One file, as long as it is visited.
     *
     * @param path below the tree's root, with {@code /} between folders
     * @param size in bytes, as the tree says it
     */
    record Entry(String path, long size, Content content) {
        /** The file's name without folders. */
        public String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        /** Its bytes; asked for once at most, and not to be used after the visit. */
        public InputStream open() throws IOException {
            return content.open();
        }
    }

    /** Gives a file's bytes. */
    interface Content {
        InputStream open() throws IOException;
    }

    /** The tree at a path; empty when that is neither a folder nor named as an archive. */
    static Optional<FileTree> at(Path path, ExpansionLimit limit) {
        if (Files.isDirectory(path)) {
            return Optional.of(new FolderTree(path, limit));
        }
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".zip")) {
            return Optional.of(new ZipTree(path, limit));
        }
        if (name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
            return Optional.of(new TarTree(path, limit, !name.endsWith(".tar")));
        }
        return Optional.empty();
    }
}
