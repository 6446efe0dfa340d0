package dev.assay.it.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The small campaign from start to end, one trial and one training at a time: run once, for all tests that compare with it. */
public final class UndisturbedRun implements AutoCloseable {
    private final Path folder;
    private final List<String> output;
    private final Ledger ledger;

    private UndisturbedRun() {
        try {
            folder = Files.createTempDirectory("undisturbed-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (AssayProcess process = SmallCampaign.start(folder, "--width", "1", "--threads", "1")) {
            output = process.expectExit(0).output();
        }
        ledger = Ledger.of(run());
    }

    Path folder() {
        return folder;
    }

    Path run() {
        return SmallCampaign.run(folder);
    }

    List<String> output() {
        return output;
    }

    public Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Hands the run to test methods that ask for it. */
    public static final class Resolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == UndisturbedRun.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(UndisturbedRun.class))
                    .getOrComputeIfAbsent(UndisturbedRun.class, type -> new UndisturbedRun());
        }
    }
}
