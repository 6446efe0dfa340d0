package dev.assay.research.profile;

import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Split;
import dev.assay.learning.digest.Digest;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads a task's data file and divides its rows: the same file and profile give the same rows everywhere. */
public final class TaskLoader {
    private static final long LARGEST_FILE = 512L * 1024 * 1024;

    private TaskLoader() {}

    /**
     * @param folder where the data file lies; the profile's own unless data are kept elsewhere
     * @throws InvalidInput when the file is missing, is another one than the profile names, or has bad rows: the first
     *     {@value CsvRows#MOST_PROBLEMS} of them
     */
    public static TaskData load(Profile profile, Path folder) throws InvalidInput {
        DataSource source = profile.data();
        Path file = folder.resolve(source.file());
        Problems problems = new Problems(file.toString());
        byte[] content = content(file, source, problems);
        problems.throwIfAny();
        Examples rows = rows(content, source, problems);
        problems.throwIfAny();
        return divide(profile, rows, problems);
    }

    private static byte[] content(Path file, DataSource source, Problems problems) {
        try {
            if (!Files.isRegularFile(file)) {
                problems.add(
                        0,
                        "",
                        "",
                        "there is no such file; get it from " + source.address() + ", sha256 " + source.sha256());
            } else if (Files.size(file) > LARGEST_FILE) {
                problems.add(0, "", "", "has " + Files.size(file) + " bytes, must have at most " + LARGEST_FILE);
            } else {
                byte[] content = Files.readAllBytes(file);
                Digest digest = Digest.of(content);
                if (!digest.hex().equals(source.sha256())) {
                    problems.add(
                            0,
                            "",
                            digest.hex(),
                            "is another file than the profile's: sha256 is " + digest + ", must be " + source.sha256()
                                    + "; get it from " + source.address());
                }
                return content;
            }
        } catch (IOException e) {
            problems.add(0, "", "", "cannot be read: " + e.getMessage());
        }
        return new byte[0];
    }

    private static Examples rows(byte[] content, DataSource source, Problems problems) throws InvalidInput {
        try (InputStream raw = new ByteArrayInputStream(content);
                InputStream plain = source.file().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return new CsvRows((DataSource.Csv) source.reader(), source, problems).read(plain);
        } catch (IOException e) {
            problems.add(0, "", "", "cannot be read: " + e.getMessage());
            problems.throwIfAny();
            throw new IllegalStateException(e);
        }
    }

    private static TaskData divide(Profile profile, Examples rows, Problems problems) throws InvalidInput {
        try {
            Split split = Split.stratified(
                    rows.targets().strata(),
                    profile.splits().fractions(),
                    profile.splits().seed());
            Examples training = rows.select(split.train());
            SitePartition partition = profile.partition();
            List<Examples> sites =
                    partition.rule().assign(training.targets().strata(), partition.sites(), partition.seed()).stream()
                            .map(training::select)
                            .toList();
            return new TaskData(
                    profile.siteNames(),
                    sites,
                    rows.select(split.selection()),
                    rows.select(split.holdOut()),
                    profile.data().classes());
        } catch (IllegalArgumentException e) {
            problems.add(0, "", "", "cannot be divided: " + e.getMessage());
            problems.throwIfAny();
            throw e;
        }
    }
}
