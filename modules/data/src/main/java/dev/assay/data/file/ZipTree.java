package dev.assay.data.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A zip archive. A link in it is what it is in the archive: a small file that holds a path. */
record ZipTree(Path path, ExpansionLimit limit) implements FileTree {

    @Override
    public void forEach(Visitor visitor) throws IOException {
        TreePaths paths = new TreePaths(limit);
        ByteBudget budget = new ByteBudget(limit.bytes());
        try (ZipFile zip = open()) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (entry.isDirectory()) {
                    paths.folder(entry.getName());
                } else {
                    String file = paths.file(entry.getName());
                    visitor.visit(new Entry(file, entry.getSize(), () -> budget.bound(zip.getInputStream(entry))));
                }
            }
        }
    }

    private ZipFile open() throws IOException {
        try {
            return new ZipFile(path.toFile());
        } catch (ZipException | IllegalArgumentException e) {
            throw new UnreadableFile(
                    "cannot be read: it is no sound zip archive, or a truncated one: " + e.getMessage());
        }
    }
}
