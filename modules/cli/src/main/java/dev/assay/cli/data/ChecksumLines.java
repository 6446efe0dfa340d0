package dev.assay.cli.data;

import dev.assay.cli.BadInput;
import dev.assay.data.file.ExpansionLimit;
import dev.assay.data.file.FileDigests;
import dev.assay.data.file.FileTree;
import dev.assay.data.file.UnreadableFile;
import dev.assay.learning.digest.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The checksums of a file, folder or archive as lines of a profile, each kind that fits it; a profile takes one of them. */
final class ChecksumLines {
    private static final String CIFAR_BATCH = "(data_batch_[1-5]|test_batch)\\.bin";

    private ChecksumLines() {}

    /** @throws BadInput when the file cannot be read, or must not be */
    static List<String> of(Path path) throws BadInput {
        try {
            return lines(path);
        } catch (IOException e) {
            throw new BadInput(path + " " + UnreadableFile.reason(e));
        }
    }

    private static List<String> lines(Path path) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("file: " + path.toAbsolutePath().normalize().getFileName());
        if (!Files.isDirectory(path)) {
            lines.add("sha256: " + FileDigests.ofFile(path));
        }
        Optional<FileTree> tree = FileTree.at(path, ExpansionLimit.GENEROUS);
        if (tree.isPresent()) {
            SortedMap<String, Digest> entries = FileDigests.ofEntries(tree.get());
            lines.add(instead(lines) + "tree_sha256: " + FileDigests.ofTree(entries));
            lines.addAll(batches(entries));
        } else if (FileDigests.isGzip(path)) {
            lines.add(instead(lines) + "content_sha256: " + FileDigests.ofContent(path, ExpansionLimit.GENEROUS));
        }
        return lines;
    }

    /** One kind is enough: the others are there as remarks. */
    private static String instead(List<String> lines) {
        return lines.size() > 1 ? "# or, however it is compressed: " : "";
    }

    private static List<String> batches(SortedMap<String, Digest> entries) {
        SortedMap<String, Digest> batches = new TreeMap<>();
        entries.forEach((path, digest) -> {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (name.matches(CIFAR_BATCH)) {
                batches.put(name, digest);
            }
        });
        List<String> lines = new ArrayList<>();
        if (!batches.isEmpty()) {
            lines.add("# or, of these files only:");
            lines.add("# members:");
            batches.forEach((name, digest) -> lines.add("#   " + name + ": " + digest));
        }
        return lines;
    }
}
