package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.node.AssayNode;
import dev.assay.cli.run.RunFolder;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.runtime.task.TaskCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A node with a run folder of its own, which is gone when the node is closed and when the process is interrupted. */
final class TemporaryNode implements AutoCloseable {
    private final Path folder;
    private final Thread onInterrupt = new Thread(this::end, "assay-clear");
    private Optional<AssayNode> node = Optional.empty();
    private boolean ended;

    private TemporaryNode(Path folder) {
        this.folder = folder;
    }

    static TemporaryNode start(TaskCatalog tasks, List<TrainingEngine> engines) throws BadInput, IOException {
        TemporaryNode temporary = new TemporaryNode(Files.createTempDirectory("assay-reproduce-"));
        Runtime.getRuntime().addShutdownHook(temporary.onInterrupt);
        try {
            temporary.begin(tasks, engines);
            return temporary;
        } catch (RuntimeException | BadInput e) {
            temporary.close();
            throw e;
        }
    }

    /** The run folder. */
    Path folder() {
        return folder;
    }

    AssayNode node() {
        return node.orElseThrow();
    }

    /** When the process is being stopped, the shutdown hook has the last word, and this thread must not end it earlier. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException e) {
            waitForTheEnd();
        }
        end();
    }

    private synchronized void begin(TaskCatalog tasks, List<TrainingEngine> engines) throws BadInput {
        if (!ended) {
            node = Optional.of(AssayNode.alone(new RunFolder(folder), tasks, () -> engines, 0));
        }
    }

    private synchronized void end() {
        ended = true;
        node.ifPresent(AssayNode::close);
        node = Optional.empty();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A leftover in the temporary folder harms nobody.
            folder.toFile().deleteOnExit();
        }
    }

    private static void waitForTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
