package dev.assay.it.docs;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tasks that {@code docs/tasks.md} has for copying run as they stand there, in a folder that has nothing else. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
class WorkedTasksIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final long PATIENCE_SECONDS = 240;
    private static final List<String> ENDS =
            List.of("lift ", "verdict ", "controls ", "cost ", "report ", "plot ", "table ", "ledger ");

    @TempDir
    Path folder;

    static List<WorkedExample> examples() throws IOException {
        return WorkedExample.in(ROOT.resolve("docs/tasks.md"));
    }

    @Test
    void thereIsOneForTableArchiveAndPictures() throws IOException {
        assertThat(examples())
                .extracting(example -> example.script().stream()
                        .filter(line -> line.contains("format: "))
                        .map(line -> line.replaceFirst(".*format: ([a-z-]+).*", "$1"))
                        .toList())
                .containsExactly(List.of("csv"), List.of("npz"), List.of("image-folder"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void endsInCampaignThatIsThrough(WorkedExample example) throws Exception {
        layOutLauncher();
        Path script = Files.write(folder.resolve("copied.sh"), example.script());
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-u", "-o", "pipefail", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", System.getProperty("java.home") + "/bin:" + environment.get("PATH"));
        environment.put("OMP_NUM_THREADS", "1");
        environment.put("MKL_NUM_THREADS", "1");
        environment.remove("ASSAY_DATA");
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            List<String> lines = Files.readAllLines(output);
            assertThat(ended).as(String.join("\n", lines)).isTrue();
            assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
            List<String> end = lines.subList(lastLineThatStarts("lift ", lines), lines.size());
            assertThat(ENDS).allSatisfy(start -> assertThat(end).anyMatch(line -> line.startsWith(start)));
            assertThat(example.shown().stream().map(WorkedTasksIT::firstWord))
                    .isSubsetOf(end.stream().map(WorkedTasksIT::firstWord).toList());
            Path report = folder.resolve(end.stream()
                    .filter(line -> line.startsWith("report "))
                    .findFirst()
                    .orElseThrow()
                    .replaceFirst("report +", ""));
            assertThat(report).content().contains("c000", "c002");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The application as the launcher runs it, from the classes under test. */
    private void layOutLauncher() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "exec",
                "java",
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dassay.home='" + ROOT + "'",
                "-cp",
                "'" + System.getProperty("java.class.path") + "'",
                "dev.assay.cli.Main",
                "\"$@\""));
        Path launcher = Files.writeString(folder.resolve("assay"), "#!/bin/bash\n" + String.join(" ", command) + "\n");
        Files.setPosixFilePermissions(launcher, fromString("rwxr-xr-x"));
    }

    private static int lastLineThatStarts(String start, List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith(start)) {
                return i;
            }
        }
        throw new AssertionError("no line starts with '" + start + "':\n" + String.join("\n", lines));
    }

    private static String firstWord(String line) {
        return line.split(" ", 2)[0];
    }
}
