package dev.assay.ledger.sweep;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.artifact.BlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The files of a blob store, held against what is needed of them. Only what is surely this program's own is ever removed: a
 * sound blob, or the part of one that was being written. Nobody else may write to the store between the look and the removal.
 *
 * @param removable what no event needs, by path
 * @param needed how many needed blobs are there and sound, those that only others need among them
 * @param neededBytes their size
 * @param lostModels final models that this run needs and that are gone or damaged, one sentence each: a flaw of the ledger
 * @param lostCheckpoints the same of checkpoints, which costs the training of some rounds only
 * @param foreign files that are left alone although nothing needs them, one sentence each
 */
public record BlobSweep(
        List<Removable> removable,
        int needed,
        long neededBytes,
        List<String> lostModels,
        List<String> lostCheckpoints,
        List<String> foreign) {
    public BlobSweep {
        removable = List.copyOf(removable);
        lostModels = List.copyOf(lostModels);
        lostCheckpoints = List.copyOf(lostCheckpoints);
        foreign = List.copyOf(foreign);
    }

    /**
     * @param bytes its size
     * @param reason why it is not needed, for people
     */
    public record Removable(Path file, long bytes, String reason) {}

    /** Reads every file of the store, whole. */
    public static BlobSweep of(BlobStore blobs, NeededBlobs needed) throws IOException {
        List<Removable> removable = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        int found = 0;
        long foundBytes = 0;
        for (Path file : blobs.files()) {
            Optional<Digest> name = blobs.digest(file);
            boolean plain = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
            if (name.isPresent() && needed.contains(name.get())) {
                if (blobs.get(name.get()).isPresent()) {
                    found++;
                    foundBytes += Files.size(file);
                }
            } else if (plain && name.isPresent() && blobs.get(name.get()).isPresent()) {
                removable.add(new Removable(file, Files.size(file), "no event needs it"));
            } else if (plain && blobs.isPart(file)) {
                removable.add(new Removable(file, Files.size(file), "is left over from a write that was interrupted"));
            } else {
                foreign.add(file
                        + (name.isPresent() && plain
                                ? " is needed by no event, but its content is not what its name says"
                                : " is not a file that this program writes there"));
            }
        }
        return new BlobSweep(
                removable,
                found,
                foundBytes,
                lost(blobs, needed.models(), "the final model"),
                lost(blobs, needed.checkpoints(), "the last checkpoint"),
                foreign);
    }

    /** What is removable, in bytes. */
    public long removableBytes() {
        return removable.stream().mapToLong(Removable::bytes).sum();
    }

    /** Removes what is removable, and the folders that are empty then. */
    public void remove() throws IOException {
        TreeSet<Path> folders = new TreeSet<>();
        for (Removable blob : removable) {
            Files.deleteIfExists(blob.file());
            folders.add(blob.file().getParent());
        }
        for (Path folder : folders) {
            if (folder.toFile().list().length == 0) {
                Files.delete(folder);
            }
        }
    }

    private static List<String> lost(BlobStore blobs, Map<Digest, String> needed, String what) throws IOException {
        List<String> lost = new ArrayList<>();
        for (Map.Entry<Digest, String> blob : needed.entrySet()) {
            if (blobs.get(blob.getKey()).isEmpty()) {
                Path file = blobs.path(blob.getKey());
                lost.add(file + ", " + what + " of trial " + blob.getValue() + ", is "
                        + (Files.exists(file) ? "damaged" : "gone"));
            }
        }
        return lost;
    }
}
