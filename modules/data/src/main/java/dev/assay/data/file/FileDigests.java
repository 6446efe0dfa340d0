package dev.assay.data.file;

import dev.assay.learning.digest.Digest;
import dev.assay.research.dataset.Checksum;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Computes the digests that a {@link Checksum} speaks of, and compares. Nothing is held in memory. */
public final class FileDigests {
    private static final int BUFFER = 1 << 16;

    private FileDigests() {}

    /** Of a file's bytes as they lie there. */
    public static Digest ofFile(Path path) throws IOException {
        try (InputStream content = Files.newInputStream(path)) {
            return of(content);
        }
    }

    /** Of what a gzip file holds. */
    public static Digest ofContent(Path path, ExpansionLimit limit) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER);
                InputStream plain = limit.bound(new GZIPInputStream(raw, BUFFER))) {
            return of(plain);
        }
    }

    /** Of each file of a folder or archive, by its path. */
    public static SortedMap<String, Digest> ofEntries(FileTree tree) throws IOException {
        SortedMap<String, Digest> digests = new TreeMap<>(FileTree.PATH_ORDER);
        tree.forEach(entry -> {
            try (InputStream content = entry.open()) {
                digests.put(entry.path(), of(content));
            }
        });
        return digests;
    }

    /** Of a whole folder or archive, from its files' digests by path; the definition of {@link Checksum.OfTree}. */
    public static Digest ofTree(SortedMap<String, Digest> entries) {
        MessageDigest sha = Digest.sha256();
        entries.forEach(
                (path, digest) -> sha.update((digest.hex() + "  " + path + "\n").getBytes(StandardCharsets.UTF_8)));
        return Digest.ofHash(sha.digest());
    }

    /**
     * How a file differs from the one that is meant, each as the end of a sentence that begins with its name; none when it is
     * the one.
     *
     * @throws IOException when it cannot be read, or must not be
     */
    public static List<String> differences(Checksum checksum, Path path, ExpansionLimit limit) throws IOException {
        if (checksum instanceof Checksum.OfFile whole) {
            return Files.isDirectory(path)
                    ? List.of("is a folder, must be a file")
                    : difference("sha256", ofFile(path), whole.sha256());
        }
        if (checksum instanceof Checksum.OfContent content) {
            if (Files.isDirectory(path)) {
                return List.of("is a folder, must be a file");
            }
            return isGzip(path)
                    ? difference("content_sha256", ofContent(path, limit), content.sha256())
                    : difference("content_sha256", ofFile(path), content.sha256());
        }
        FileTree tree = FileTree.at(path, limit)
                .orElseThrow(() -> new UnreadableFile("must be a folder, or end in .tar.gz, .tgz, .tar or .zip"));
        if (checksum instanceof Checksum.OfMembers members) {
            return differences(members, tree);
        }
        return difference("tree_sha256", ofTree(ofEntries(tree)), ((Checksum.OfTree) checksum).sha256());
    }

    private static List<String> differences(Checksum.OfMembers members, FileTree tree) throws IOException {
        List<String> different = new ArrayList<>();
        Map<String, String> found = new TreeMap<>();
        tree.forEach(entry -> {
            String wanted = members.sha256().get(entry.name());
            if (wanted == null) {
                return;
            }
            String earlier = found.putIfAbsent(entry.name(), entry.path());
            if (earlier != null) {
                different.add("has two files " + entry.name() + ": " + earlier + " and " + entry.path());
                return;
            }
            try (InputStream content = entry.open()) {
                difference("sha256", of(content), wanted)
                        .forEach(message -> different.add("has a file " + entry.path() + " that " + message));
            }
        });
        for (String name : members.sha256().keySet()) {
            if (!found.containsKey(name)) {
                different.add("has no file " + name + ", must have one of sha256 "
                        + members.sha256().get(name));
            }
        }
        return different;
    }

    private static List<String> difference(String key, Digest found, String wanted) {
        return found.hex().equals(wanted)
                ? List.of()
                : List.of("is another file than the profile's: " + key + " is " + found + ", must be " + wanted);
    }

    /** Whether a file is compressed, by its name. */
    public static boolean isGzip(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".gz") || name.endsWith(".tgz");
    }

    private static Digest of(InputStream content) throws IOException {
        MessageDigest sha = Digest.sha256();
        byte[] buffer = new byte[BUFFER];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            sha.update(buffer, 0, read);
        }
        return Digest.ofHash(sha.digest());
    }
}
