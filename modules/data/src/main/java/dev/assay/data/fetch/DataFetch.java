package dev.assay.data.fetch;

import dev.assay.data.fetch.FetchResult.Outcome;
import dev.assay.data.file.DataFolders;
import dev.assay.data.file.FileStatus;
import dev.assay.data.file.UnreadableFile;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataSource;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gets the files of a source that are missing or altered. A file is brought to a folder of its own first, verified there, and
 * only then moved to its place: what is at the place is always whole, and a right file is never touched.
 */
public final class DataFetch {
    private final String command;
    private final DataSource source;
    private final DataFolders folders;
    private final Path target;
    private final Optional<LocalFiles> from;
    private final Download download;

    /**
     * @param command that asked for this, for messages that can be pasted
     * @param folders where files may be already
     * @param target the folder to which files are brought
     * @param from a folder to copy from instead of downloading
     */
    public DataFetch(
            String command,
            DataSource source,
            DataFolders folders,
            Path target,
            Optional<Path> from,
            Download.Progress progress) {
        this(command, source, folders, target, from, progress, Download.PATIENCE);
    }

    /** @param patience how long a server may send nothing */
    DataFetch(
            String command,
            DataSource source,
            DataFolders folders,
            Path target,
            Optional<Path> from,
            Download.Progress progress,
            Duration patience) {
        this.command = command;
        this.source = source;
        this.folders = folders;
        this.target = target;
        this.from = from.map(folder -> new LocalFiles(folder, source));
        this.download = new Download(source, progress, patience);
    }

    /** Blocks until the file is there, or cannot be got. */
    public FetchResult fetch(DataFile file) throws InterruptedException {
        FileStatus status = folders.status(source, file);
        Path place = target.resolve(file.path());
        if (status.state() == FileStatus.State.PRESENT) {
            return new FetchResult(file, Outcome.PRESENT, status.path(), "is there already");
        }
        if (from.isEmpty() && file.address().isEmpty()) {
            return new FetchResult(
                    file,
                    Outcome.BY_HAND,
                    place,
                    "must be fetched by hand: no address of the file itself is known. Open " + source.address()
                            + ", download " + place.getFileName() + " (" + FileStatus.checksum(file)
                            + "), then run '" + command + " --from FOLDER' with the folder that has it");
        }
        if (Files.isDirectory(place)) {
            return failed(file, place, "is a folder that differs from the profile's: move it away first");
        }
        try {
            return brought(file, place);
        } catch (UnreadableFile e) {
            return failed(file, place, e.getMessage());
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            return failed(file, place, "cannot be written: " + e.getFile() + ": " + reason);
        } catch (IOException e) {
            return failed(file, place, UnreadableFile.reason(e));
        }
    }

    private FetchResult brought(DataFile file, Path place) throws IOException, InterruptedException {
        Path folder = place.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        if (!folder.toRealPath().startsWith(target.toRealPath())) {
            throw new UnreadableFile("leads out of " + target + " by a symbolic link");
        }
        Path arrival = Files.createTempDirectory(folder, ".assay-get-");
        try {
            Path arrived = arrival.resolve(place.getFileName());
            String origin;
            if (from.isPresent()) {
                origin = "copied from " + from.get().copy(file, arrived);
            } else {
                download.to(file.address().orElseThrow(), file, arrived);
                origin = "downloaded from " + file.address().orElseThrow();
            }
            List<String> faults = DataFolders.faults(source, file, arrival, arrived);
            if (!faults.isEmpty()) {
                return failed(file, place, "was " + origin + ", which " + String.join("; ", faults));
            }
            Moves.replace(arrived, place);
            return new FetchResult(file, from.isPresent() ? Outcome.COPIED : Outcome.DOWNLOADED, place, origin);
        } finally {
            Moves.delete(arrival);
        }
    }

    private static FetchResult failed(DataFile file, Path place, String message) {
        return new FetchResult(file, Outcome.FAILED, place, message);
    }
}
