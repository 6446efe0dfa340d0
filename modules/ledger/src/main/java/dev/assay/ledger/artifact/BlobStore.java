package dev.assay.ledger.artifact;

import dev.assay.learning.digest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Content-addressed files: a blob's name is the digest of its bytes, so a blob is written once, never changed, and a damaged
 * one is found when it is read. Calls block; they may come from several threads and processes at once.
 */
public final class BlobStore {
    private static final int FOLDER_LENGTH = 2;
    private static final String PART = ".part";
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PART_NAME = Pattern.compile("[0-9a-f]+" + Pattern.quote(PART));

    private final Path folder;

    /** @param folder made on the first write */
    public BlobStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes under a temporary name, forces the bytes to the disk and renames, so that neither a reader nor a crash sees half
     * a blob; a damaged one is replaced. What a killed process leaves under a temporary name is never read.
     *
     * @throws BlobException if the machine does not let it be written; it can be tried again
     */
    public Digest put(byte[] content) throws BlobException {
        Digest digest = Digest.of(content);
        Path target = path(digest);
        if (isIntact(digest)) {
            return digest;
        }
        try {
            Files.createDirectories(target.getParent());
            Path temporary = Files.createTempFile(target.getParent(), digest.brief(), PART);
            try {
                writeToDisk(temporary, content);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw BlobException.writing(target.getParent(), e);
        }
        return digest;
    }

    /**
     * The blob's bytes; empty when it is missing or its content no longer has this digest.
     *
     * @throws BlobException if the machine does not let it be read; it can be tried again
     */
    public Optional<byte[]> get(Digest digest) throws BlobException {
        try {
            byte[] content = Files.readAllBytes(path(digest));
            return Digest.of(content).equals(digest) ? Optional.of(content) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw BlobException.reading(path(digest), e);
        }
    }

    private boolean isIntact(Digest digest) {
        try {
            return get(digest).isPresent();
        } catch (BlobException e) {
            return false;
        }
    }

    private static void writeToDisk(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    public void delete(Digest digest) throws IOException {
        Files.deleteIfExists(path(digest));
    }

    public Path path(Digest digest) {
        return folder.resolve(digest.hex().substring(0, FOLDER_LENGTH)).resolve(digest.hex());
    }

    /**
     * Everything that lies in the store and is no folder, by path: blobs, parts of blobs, and what others put there. The store
     * itself may be a link to a folder; a link in it is a file.
     */
    public List<Path> files() throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        Path real = folder.toRealPath();
        try (Stream<Path> all = Files.walk(real)) {
            return all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> folder.resolve(real.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    /** The digest of the blob that belongs into a file; empty when none does. */
    public Optional<Digest> digest(Path file) {
        String name = file.getFileName().toString();
        return Optional.of(name)
                .filter(hex -> DIGEST.matcher(hex).matches())
                .map(Digest::new)
                .filter(digest -> path(digest).equals(file));
    }

    /** Whether a file is one that {@link #put} writes to before it gives it its name. */
    public boolean isPart(Path file) {
        Path parent = file.getParent();
        String name = file.getFileName().toString();
        return PART_NAME.matcher(name).matches()
                && folder.equals(parent.getParent())
                && parent.equals(folder.resolve(name.substring(0, FOLDER_LENGTH)));
    }
}
