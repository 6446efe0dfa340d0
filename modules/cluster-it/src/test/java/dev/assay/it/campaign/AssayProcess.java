package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One {@code assay} command in a JVM of its own; killed when the test closes it. */
public final class AssayProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;
    /** Marks the end of the output in the queue. */
    private static final String END = "\0 end of output";

    private final Process process;
    private final Path errors;
    private final BlockingQueue<String> arriving = new LinkedBlockingQueue<>();
    private final List<String> lines = new ArrayList<>();

    private AssayProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        Thread reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a command in a folder, on the JDK that runs the test. */
    public static AssayProcess start(Path folder, List<String> arguments) {
        return start(Path.of(System.getProperty("java.home")), List.of(), folder, arguments);
    }

    static AssayProcess start(Path folder, String... arguments) {
        return start(folder, List.of(arguments));
    }

    /** @param environment variables on top of the test's own */
    static AssayProcess start(Path folder, Map<String, String> environment, List<String> arguments) {
        return start(Path.of(System.getProperty("java.home")), List.of(), environment, folder, arguments);
    }

    /** @param options further options of the JVM */
    public static AssayProcess start(Path javaHome, List<String> options, Path folder, List<String> arguments) {
        return start(javaHome, options, Map.of(), folder, arguments);
    }

    /** @param wrapper a command that becomes this one, such as {@code ip netns exec}; may be empty */
    public static AssayProcess startWithin(
            List<String> wrapper, List<String> options, Path folder, List<String> arguments) {
        return start(wrapper, Path.of(System.getProperty("java.home")), options, Map.of(), folder, arguments);
    }

    private static AssayProcess start(
            Path javaHome, List<String> options, Map<String, String> environment, Path folder, List<String> arguments) {
        return start(List.of(), javaHome, options, environment, folder, arguments);
    }

    private static AssayProcess start(
            List<String> wrapper,
            Path javaHome,
            List<String> options,
            Map<String, String> environment,
            Path folder,
            List<String> arguments) {
        List<String> command = new ArrayList<>(wrapper);
        if (ignoresInterrupts()) {
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.addAll(List.of(
                javaHome.resolve("bin").resolve("java").toString(),
                "-Xmx512m",
                // Short lives: half of the start-up time goes without the second compiler and the parallel collector.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dassay.home=" + home()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.assay.cli.Main"));
        command.addAll(arguments);
        try {
            Path errors = Files.createTempFile(folder, "errors-", ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
            builder.environment().put("OMP_NUM_THREADS", "1");
            builder.environment().put("MKL_NUM_THREADS", "1");
            builder.environment().remove("ASSAY_DATA");
            builder.environment().putAll(environment);
            return new AssayProcess(builder.start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Background jobs of some shells ignore Ctrl-C, and what they start would inherit that. */
    private static boolean ignoresInterrupts() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line ->
                            new BigInteger(line.substring("SigIgn:".length()).strip(), 16))
                    .anyMatch(ignored -> ignored.testBit(2 - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The project's root: the nearest folder upwards that has profiles. */
    public static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("profiles").resolve("program.md"))) {
            folder = Optional.ofNullable(folder.getParent())
                    .orElseThrow(() -> new IllegalStateException("the test does not run inside the project"));
        }
        return folder;
    }

    /** Reads on until a line starts so. */
    public AssayProcess awaitLine(String start) {
        return awaitLine("a line '" + start + "'", line -> line.startsWith(start));
    }

    AssayProcess awaitLine(String what, Predicate<String> wanted) {
        for (String line = next(); !line.equals(END); line = next()) {
            if (wanted.test(line)) {
                return this;
            }
        }
        throw new AssertionError("ended before it printed " + what + ":\n" + transcript());
    }

    /** The exit status, once the process has ended by itself. */
    public int exitStatus() {
        while (!next().equals(END)) {
            // All of the output belongs to the transcript.
        }
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still runs after its output has ended:\n" + transcript());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public AssayProcess expectExit(int status) {
        assertThat(exitStatus()).as(() -> transcript()).isEqualTo(status);
        return this;
    }

    /** As {@code kill -9} does. */
    public void kill() {
        assertThat(process.isAlive())
                .as(() -> "ended before it could be killed:\n" + transcript())
                .isTrue();
        process.destroyForcibly();
        expectExit(128 + 9);
    }

    /** Sends a signal by its name, for example {@code INT}. */
    public void signal(String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits a moment for its end: a test that looked at it without a pause would take the processor from it. */
    public boolean isAliveAfterMoment() {
        try {
            return !process.waitFor(10, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The lines of its standard output that were read so far. */
    public List<String> output() {
        return List.copyOf(lines);
    }

    /** All of its standard error so far. */
    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Both outputs, for a failure's message. */
    public String transcript() {
        return String.join("\n", lines) + "\n--- errors ---\n" + errors();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "process " + process.pid() + " "
                + Arrays.toString(process.info().arguments().orElse(new String[0]));
    }

    private String next() {
        try {
            String line = arriving.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("silent for " + PATIENCE_SECONDS + " s:\n" + transcript());
            }
            if (line.equals(END)) {
                arriving.add(END);
            } else {
                lines.add(line);
            }
            return line;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(arriving::add);
        } catch (IOException | UncheckedIOException e) {
            // The pipe broke with the process: what came before counts.
        } finally {
            arriving.add(END);
        }
    }
}
