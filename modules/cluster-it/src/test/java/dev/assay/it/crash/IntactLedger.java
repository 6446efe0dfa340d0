package dev.assay.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.AssayCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What {@code assay ledger verify} says of a run, asked about a copy: opening the journal itself could mend what a kill left. */
final class IntactLedger {
    private IntactLedger() {}

    static void assertIntact(Path run) throws IOException {
        assertIntact(run, Map.of(), false);
    }

    /**
     * @param undamaged files, by their place in the run, as they were before a test damaged them: the program may not have come
     *     by yet
     * @param reportUnderWay whether the files of a recorded report may still be missing, or those of before
     */
    static void assertIntact(Path run, Map<Path, byte[]> undamaged, boolean reportUnderWay) throws IOException {
        Path copy = Files.createTempDirectory("verified-");
        try {
            for (Path file : files(run)) {
                Path target = copy.resolve(run.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
            for (Map.Entry<Path, byte[]> file : undamaged.entrySet()) {
                Path target = copy.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue());
            }
            StringWriter output = new StringWriter();
            int status = new CommandLine(new AssayCommand())
                    .setOut(new PrintWriter(output, true))
                    .setErr(new PrintWriter(output, true))
                    .execute("ledger", "verify", copy.toString());
            boolean reportIsBehind = reportUnderWay && output.toString().contains("as of the report");
            assertThat(reportIsBehind ? 0 : status)
                    .as(() -> "assay ledger verify: " + output)
                    .isZero();
        } finally {
            for (Path file :
                    files(copy).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        }
    }
}
