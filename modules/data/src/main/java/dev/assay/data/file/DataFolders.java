package dev.assay.data.file;

import dev.assay.data.file.FileStatus.State;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds data files in folders, and lets only those through that the profile means. */
public final class DataFolders {
    private final List<Path> folders;

    /** @param folders where files are looked for, in this order; at least one */
    public DataFolders(List<Path> folders) {
        this.folders = folders.stream().distinct().toList();
    }

    /** What is known of each file of a source. Reads all of them, to compare checksums. */
    public List<FileStatus> status(DataSource source) {
        return source.files().stream().map(file -> status(source, file)).toList();
    }

    /** Whether one of these files is in no folder at all; what lies there is not looked at. */
    public boolean areMissing(List<DataFile> files) {
        return files.stream()
                .anyMatch(file -> folders.stream().noneMatch(folder -> Files.exists(folder.resolve(file.path()))));
    }

    /** The first place that has the right file; else the first that has another one of its name; else it is missing. */
    public FileStatus status(DataSource source, DataFile file) {
        List<Path> places =
                folders.stream().map(folder -> folder.resolve(file.path())).toList();
        List<FileStatus> found = IntStream.range(0, places.size())
                .filter(i -> Files.exists(places.get(i)))
                .mapToObj(i -> {
                    List<String> faults = faults(source, file, folders.get(i), places.get(i));
                    return new FileStatus(
                            file, faults.isEmpty() ? State.PRESENT : State.ALTERED, places.get(i), places, faults);
                })
                .toList();
        return found.stream()
                .filter(status -> status.state() == State.PRESENT)
                .findFirst()
                .or(() -> found.stream().findFirst())
                .orElseGet(() -> new FileStatus(file, State.MISSING, places.get(0), places, List.of()));
    }

    /**
     * The files of a source, verified.
     *
     * @param command that gets the files, for messages, where one is known
     * @throws InvalidInput when a file is missing or altered; with all that are
     */
    public List<OpenFile> open(Optional<String> command, DataSource source) throws InvalidInput {
        List<FileStatus> files = status(source);
        List<Problem> wrong = files.stream()
                .flatMap(file -> file.problems(command, source).stream())
                .toList();
        if (!wrong.isEmpty()) {
            throw new InvalidInput(wrong);
        }
        ExpansionLimit limit = ExpansionLimit.of(source);
        return files.stream()
                .map(file -> new OpenFile(file.file(), file.path(), limit))
                .toList();
    }

    /** How the file at a path differs from the one that is meant; none when it is the one. */
    public static List<String> faults(DataSource source, DataFile file, Path folder, Path path) {
        try {
            if (!path.toRealPath().startsWith(folder.toRealPath())) {
                return List.of("leads out of the data folder " + folder + " by a symbolic link");
            }
            if (!Files.isDirectory(path) && !Files.isRegularFile(path)) {
                return List.of("is neither file nor folder");
            }
            return FileDigests.differences(file.checksum(), path, ExpansionLimit.of(source));
        } catch (IOException e) {
            return List.of(UnreadableFile.reason(e));
        }
    }
}
