package dev.assay.data.task;

import dev.assay.data.reader.OpenFile;
import dev.assay.learning.digest.Digest;
import dev.assay.research.dataset.Checksum;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.frontmatter.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds data files in folders, and lets only those through that the profile means. */
final class DataFolders {
    private static final long LARGEST_FILE = 512L * 1024 * 1024;

    private DataFolders() {}

    static List<OpenFile> open(DataSource source, List<Path> folders) throws InvalidInput {
        List<Problem> wrong = new ArrayList<>();
        List<OpenFile> files = new ArrayList<>();
        for (DataFile file : source.files()) {
            Path path = folders.stream()
                    .map(folder -> folder.resolve(file.path()))
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(folders.get(0).resolve(file.path()));
            Problems problems = new Problems(path.toString());
            byte[] content = content(path, file, source, problems);
            wrong.addAll(problems.found());
            files.add(new OpenFile(file, path, content));
        }
        if (!wrong.isEmpty()) {
            throw new InvalidInput(wrong);
        }
        return files;
    }

    private static byte[] content(Path path, DataFile file, DataSource source, Problems problems) {
        String sha256 = ((Checksum.OfFile) file.checksum()).sha256();
        try {
            if (!Files.isRegularFile(path)) {
                problems.add(
                        0, "", "", "there is no such file; get it from " + source.address() + ", sha256 " + sha256);
            } else if (Files.size(path) > LARGEST_FILE) {
                problems.add(0, "", "", "has " + Files.size(path) + " bytes, must have at most " + LARGEST_FILE);
            } else {
                byte[] content = Files.readAllBytes(path);
                Digest digest = Digest.of(content);
                if (!digest.hex().equals(sha256)) {
                    problems.add(
                            0,
                            "",
                            digest.hex(),
                            "is another file than the profile's: sha256 is " + digest + ", must be " + sha256
                                    + "; get it from " + source.address());
                }
                return content;
            }
        } catch (IOException e) {
            problems.add(0, "", "", "cannot be read: " + e.getMessage());
        }
        return new byte[0];
    }
}
