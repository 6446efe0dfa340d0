package dev.assay.it.campaign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A finished run, copied to where a test may change it. */
final class RunCopy {
    private RunCopy() {}

    /** Copies the run folder to where a command that is started in {@code folder} finds it. */
    static Path into(Path folder, UndisturbedRun run) throws IOException {
        Path target = SmallCampaign.run(folder);
        Files.createDirectories(target.getParent());
        for (Path file : all(run.run())) {
            Files.copy(file, target.resolve(run.run().relativize(file)));
        }
        return target;
    }

    /** Model files by their path in the run folder, with their content. */
    static Map<String, String> blobs(Path run) throws IOException {
        Map<String, String> blobs = new TreeMap<>();
        for (Path file : all(run.resolve("blobs"))) {
            if (Files.isRegularFile(file)) {
                blobs.put(run.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return blobs;
    }

    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        }
    }
}
