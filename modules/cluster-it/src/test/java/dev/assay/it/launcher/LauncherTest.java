package dev.assay.it.launcher;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a project of its own that looks built, with a JDK that only prints how it was called. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class LauncherTest {
    private static final Instant BUILT = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<String> TOOLS =
            List.of("dirname", "readlink", "sed", "head", "tail", "find", "mkdir", "rm", "mv", "flock");

    @TempDir
    Path folder;

    private Path root;
    private Path tools;

    /** @param status of the process
     * @param output both outputs */
    private record Result(int status, String output) {}

    @BeforeEach
    void layOutProject() throws IOException {
        root = Files.createDirectory(folder.resolve("a project")).toRealPath();
        Files.copy(script(), root.resolve("assay"));
        write(root.resolve("pom.xml"), "", BUILT.minusSeconds(1));
        write(root.resolve("modules/cli/src/main/java/Main.java"), "", BUILT.minusSeconds(1));
        for (Path path : List.of(root.resolve("modules/cli/src/main/java"), root.resolve("modules/cli/src/main"))) {
            Files.setLastModifiedTime(path, FileTime.from(BUILT.minusSeconds(1)));
        }
        write(root.resolve("modules/cli/target/app/lib/assay-cli.jar"), "", BUILT);
        write(root.resolve("modules/cli/target/assay-build.stamp"), "", BUILT);
        tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path program = Stream.of("/usr/bin", "/bin")
                    .map(place -> Path.of(place, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
            // Not all of them are everywhere; the launcher does without flock.
            if (program != null) {
                write(tools.resolve(tool), "#!/bin/bash\nexec " + program + " \"$@\"\n", BUILT);
                executable(tools.resolve(tool));
            }
        }
    }

    @Test
    void isValidBash() throws Exception {
        assertThat(run(Map.of(), "-n", script().toString())).isEqualTo(new Result(0, ""));
    }

    @Test
    void saysThatItNeedsJdkWhenThereIsNone() throws Exception {
        assertThat(launch(Map.of(), "--help"))
                .isEqualTo(new Result(
                        1,
                        "assay: needs a JDK 17 or newer; no java in JAVA_HOME or on the PATH. Install one, or set"
                                + " JAVA_HOME to it.\n"));
    }

    @Test
    void namesJdkThatIsTooOld() throws Exception {
        Path old = jdk("11.0.2");
        Result result = launch(Map.of("JAVA_HOME", old.toString()), "--help");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("needs a JDK 17 or newer", old.toString(), "version 11");
        assertThat(launch(Map.of("JAVA_HOME", jdk("1.8.0_402").toString())).output())
                .contains("version 8");
    }

    @Test
    void takesJdkOnThePathWhereJavaHomeIsTooOld() throws Exception {
        Files.createSymbolicLink(tools.resolve("java"), jdk("17.0.9").resolve("bin/java"));
        Result result = launch(Map.of("JAVA_HOME", jdk("11.0.2").toString()), "ledger");
        assertThat(result.output()).contains("jdk-17.0.9").endsWith("[ledger]\n");
    }

    @Test
    void startsTheApplicationThroughLinksWithItsArgumentsAsTheyAre() throws Exception {
        Path link = Files.createSymbolicLink(
                folder.resolve("link"), Path.of("a project").resolve("assay"));
        Path linkToLink = Files.createSymbolicLink(folder.resolve("link to link"), link);
        Result result = run(
                Map.of("JAVA_HOME", jdk("17.0.9").toString(), "ASSAY_JAVA_OPTS", "-Xmx3g -Dx=y"),
                linkToLink.toString(),
                "simulate",
                "a b",
                "",
                "*");
        assertThat(result.status()).isEqualTo(7);
        assertThat(result.output())
                .contains("[-Dassay.home=" + root + "]", root + "/modules/cli/target/app/lib/*]", "threads 1")
                .containsSubsequence("[-Xmx2g]", "[-Xmx3g]", "[-Dx=y]", "[dev.assay.cli.Main]")
                .endsWith("[dev.assay.cli.Main][simulate][a b][][*]\n")
                .doesNotContain("native-access");
    }

    @Test
    void ledgersAreReadWithTheCollectorThatTakesTheLeastTimeUnlessAnotherIsAskedFor() throws Exception {
        String jdk = jdk("17.0.9").toString();
        assertThat(launch(Map.of("JAVA_HOME", jdk), "ledger", "verify").output())
                .contains("[-XX:+UseParallelGC]");
        assertThat(launch(Map.of("JAVA_HOME", jdk, "ASSAY_JAVA_OPTS", "-XX:+UseSerialGC"), "ledger")
                        .output())
                .contains("[-XX:+UseSerialGC]")
                .doesNotContain("Parallel");
        assertThat(launch(Map.of("JAVA_HOME", jdk), "run").output()).doesNotContain("GC");
    }

    @Test
    void allowsNativeCodeOnJdksThatAsk() throws Exception {
        assertThat(launch(Map.of("JAVA_HOME", jdk("25").toString())).output())
                .contains("[--enable-native-access=ALL-UNNAMED]", "[--sun-misc-unsafe-memory-access=allow]");
    }

    @Test
    void buildsAgainWhenSourcesChanged() throws Exception {
        Path jdk = jdk("17.0.9");
        write(jdk.resolve("bin/javac"), "#!/bin/sh\n", BUILT);
        executable(jdk.resolve("bin/javac"));
        write(root.resolve("modules/learning/src/main/java/New.java"), "", BUILT.plusSeconds(1));
        mvnw("echo \"$@\" > called; exit 0");
        Result result = launch(Map.of("JAVA_HOME", jdk.toString()), "--help");
        assertThat(result.output())
                .startsWith("building assay (sources changed) ...\n")
                .endsWith("[--help]\n");
        assertThat(root.resolve("called")).content().contains("modules/cli -am package");

        Files.delete(root.resolve("called"));
        Files.createDirectories(root.resolve("modules/cli/target/app/lib"));
        assertThat(launch(Map.of("JAVA_HOME", jdk.toString()), "--help").output())
                .doesNotContain("building");
    }

    @Test
    void showsTheEndOfTheLogOfBuildThatFailed() throws Exception {
        Path jdk = jdk("17.0.9");
        write(jdk.resolve("bin/javac"), "#!/bin/sh\n", BUILT);
        executable(jdk.resolve("bin/javac"));
        Files.delete(root.resolve("modules/cli/target/assay-build.stamp"));
        mvnw("echo no such symbol; exit 1");
        Result result = launch(Map.of("JAVA_HOME", jdk.toString()), "--help");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("first use", "no such symbol", "the build failed", "assay-build.log");
        assertThat(root.resolve("modules/cli/target/assay-build.stamp")).doesNotExist();
    }

    private Result launch(Map<String, String> environment, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(root.resolve("assay").toString()));
        all.addAll(List.of(arguments));
        return run(environment, all.toArray(String[]::new));
    }

    /** Runs bash with nothing on the PATH but what the launcher may need. */
    private Result run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/bash"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private Path jdk(String version) throws IOException {
        Path jdk = folder.resolve("jdk-" + version);
        write(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n", BUILT);
        write(
                jdk.resolve("bin/java"),
                "#!/bin/bash\nprintf '%s threads %s ' \"$0\" \"$OMP_NUM_THREADS\"\nprintf '[%s]' \"$@\"\necho\nexit 7\n",
                BUILT);
        executable(jdk.resolve("bin/java"));
        return jdk;
    }

    private void mvnw(String body) throws IOException {
        write(root.resolve("mvnw"), "#!/bin/bash\n" + body + "\n", BUILT);
        executable(root.resolve("mvnw"));
    }

    private static void write(Path file, String content, Instant modified) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
    }

    /** The project's launcher: in the nearest folder upwards that has one. */
    private static Path script() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(here.resolve("assay"))) {
            here = here.getParent();
        }
        return here.resolve("assay");
    }
}
