package dev.assay.data.fetch;

import dev.assay.data.file.ExpansionLimit;
import dev.assay.data.file.FileDigests;
import dev.assay.data.file.FileTree;
import dev.assay.data.file.UnreadableFile;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder that a person keeps files in. A file is found by its path in the profile, or by its name anywhere below; what
 * decides is its checksum.
 */
final class LocalFiles {
    private static final int DEEPEST = 16;
    private static final int MOST_SEEN = 1_000_000;
    private static final int MOST_CANDIDATES = 100;

    private final Path folder;
    private final DataSource source;

    LocalFiles(Path folder, DataSource source) {
        this.folder = folder;
        this.source = source;
    }

    /**
     * Copies the right file, or folder.
     *
     * @return where it was
     * @throws UnreadableFile when there is none
     */
    Path copy(DataFile file, Path to) throws IOException {
        List<Path> candidates = candidates(file);
        List<String> wrong = new ArrayList<>();
        for (Path candidate : candidates) {
            Optional<String> fault = fault(file, candidate);
            if (fault.isEmpty()) {
                copy(candidate, to);
                return candidate;
            }
            wrong.add(candidate + " " + fault.get());
        }
        throw new UnreadableFile(
                wrong.isEmpty()
                        ? "was not found: neither " + folder.resolve(file.path()) + " is there, nor a file "
                                + to.getFileName() + " anywhere below " + folder
                        : "was not found below " + folder + ": " + String.join("; ", wrong));
    }

    private Optional<String> fault(DataFile file, Path candidate) {
        try {
            return FileDigests.differences(file.checksum(), candidate, ExpansionLimit.of(source)).stream()
                    .findFirst();
        } catch (IOException e) {
            return Optional.of(UnreadableFile.reason(e));
        }
    }

    private List<Path> candidates(DataFile file) throws IOException {
        List<Path> candidates = new ArrayList<>();
        Path exact = folder.resolve(file.path());
        if (Files.exists(exact)) {
            candidates.add(exact);
        }
        Path name = exact.getFileName();
        try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
            all.limit(MOST_SEEN)
                    .filter(path -> name.equals(path.getFileName()) && !path.equals(exact))
                    .filter(path -> Files.isRegularFile(path) || Files.isDirectory(path))
                    .sorted()
                    .limit(MOST_CANDIDATES)
                    .forEach(candidates::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return candidates;
    }

    private void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            try (InputStream content = Files.newInputStream(from)) {
                Files.copy(content, to);
            }
            return;
        }
        Files.createDirectories(to);
        FileTree tree = FileTree.at(from, ExpansionLimit.of(source)).orElseThrow();
        tree.forEach(entry -> {
            Path place = to.resolve(entry.path());
            Files.createDirectories(place.getParent());
            try (InputStream content = entry.open()) {
                Files.copy(content, place);
            }
        });
    }
}
