package dev.assay.training.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a process of its own, where environment and memory are the test's to choose. */
final class ForkedJvm {
    private static final int TIMEOUT_MINUTES = 3;

    private final String mainClass;
    private final List<String> options = new ArrayList<>(List.of("-Xmx256m"));
    private final ProcessBuilder builder = new ProcessBuilder();

    ForkedJvm(Class<?> main) {
        this.mainClass = main.getName();
    }

    ForkedJvm with(String variable, String value) {
        builder.environment().put(variable, value);
        return this;
    }

    ForkedJvm without(String variable) {
        builder.environment().remove(variable);
        return this;
    }

    ForkedJvm option(String option) {
        options.add(option);
        return this;
    }

    /** What it printed; an {@link IllegalStateException} with all output when it failed or did not end. */
    String run() throws IOException, InterruptedException {
        Path out = Files.createTempFile("forked", ".out");
        Path err = Files.createTempFile("forked", ".err");
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
            Process process = builder.command(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            String output = Files.readString(out, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(mainClass + (ended ? " failed" : " did not end") + ":\n" + output
                        + Files.readString(err, StandardCharsets.UTF_8));
            }
            return output;
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
