package dev.assay.data.file;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** A folder. Symbolic links in it are refused, wherever they point: what a checksum covers must lie there. */
record FolderTree(Path root, ExpansionLimit limit) implements FileTree {

    @Override
    public void forEach(Visitor visitor) throws IOException {
        for (Map.Entry<String, Path> file : files().entrySet()) {
            Path path = file.getValue();
            visitor.visit(new Entry(file.getKey(), Files.size(path), () -> Files.newInputStream(path)));
        }
    }

    private Map<String, Path> files() throws IOException {
        Map<String, Path> files = new TreeMap<>(PATH_ORDER);
        TreePaths paths = new TreePaths(limit);
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                paths.folder(relative(folder));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String path = paths.file(relative(file));
                if (attributes.isSymbolicLink()) {
                    throw new UnreadableFile("has '" + TreePaths.shown(path)
                            + "', a symbolic link; a folder of data holds plain files and folders");
                }
                if (!attributes.isRegularFile()) {
                    throw new UnreadableFile("has '" + TreePaths.shown(path) + "', which is neither file nor folder");
                }
                files.put(path, file);
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private String relative(Path path) {
        return root.relativize(path).toString().replace(File.separatorChar, '/');
    }
}
