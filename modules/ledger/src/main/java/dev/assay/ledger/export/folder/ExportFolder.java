package dev.assay.ledger.export.folder;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** A folder that an export makes. What lies in it afterwards is one whole export and nothing else. */
public final class ExportFolder {
    private static final String PARTIAL = ".partial";

    private ExportFolder() {}

    /** What is exported. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes everything.
         *
         * @param folder empty, and another one than where the content ends up
         */
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Writes the content below a hidden folder first and moves it into its place when it is complete: an export that fails
     * leaves nothing, one that is killed leaves the hidden folder only.
     *
     * @param folder does not exist, or is empty
     * @throws ExportRefused if there is something in the folder, or it is no folder
     * @throws IOException if the folder cannot be written
     */
    public static void write(Path folder, Content content) throws IOException {
        boolean isNew = Files.notExists(folder);
        refuseUsed(folder);
        Path partial = folder.resolve(PARTIAL);
        Files.createDirectories(partial);
        boolean done = false;
        try {
            content.writeTo(partial);
            for (Path entry : entries(partial)) {
                Files.move(entry, folder.resolve(entry.getFileName()));
            }
            done = true;
        } finally {
            delete(done || !isNew ? partial : folder);
        }
    }

    private static void refuseUsed(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new ExportRefused(
                    folder + " is a file; an export needs a folder: give the name of one that does not exist yet");
        }
        List<Path> entries = entries(folder);
        if (!entries.isEmpty()) {
            throw new ExportRefused(
                    folder + " is not empty, it holds " + entries.get(0).getFileName()
                            + (entries.size() > 1 ? " and " + (entries.size() - 1) + " more" : "")
                            + "; an export is written into a folder of its own: give another one, or empty this one first");
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
