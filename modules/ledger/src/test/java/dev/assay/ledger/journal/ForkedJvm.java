package dev.assay.ledger.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process of a test, which is killed when the test ends. */
final class ForkedJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    ForkedJvm(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = process.inputReader();
    }

    /** Reads on until a line starts with the marker, and gives the number behind it. */
    long await(String marker) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (line.startsWith(marker + " ")) {
                    return Long.parseLong(line.substring(marker.length() + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("process ended before it printed " + marker + ":\n" + String.join("\n", lines));
    }

    /** Kills the process as {@code kill -9} does, and gives the number of the last whole marker line before its end. */
    long killAndFindLast(String marker) {
        process.destroyForcibly();
        long last = -1;
        try {
            process.waitFor();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            // The pipe broke with the process: what was read before counts.
        }
        for (String line : lines) {
            if (line.matches(marker + " \\d+")) {
                last = Math.max(last, Long.parseLong(line.substring(marker.length() + 1)));
            }
        }
        return last;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
