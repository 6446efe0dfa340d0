package dev.assay.bench;

import dev.assay.cli.node.ClusterNode;
import dev.assay.cli.node.NodeRole;
import dev.assay.cli.node.NodeSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A client node in a process of its own, as {@code assay node} starts it, but for the engine, which does not train. Says
 * {@value #UP} when it takes part; then answers each line of its input with a reading of its heap, and leaves at the end of
 * the input.
 */
public final class ClientProcess {
    static final String UP = "up";

    private ClientProcess() {}

    /** @param args the node's settings file, and how many parameters the model has */
    public static void main(String[] args) throws Exception {
        HeapMeter heap = new HeapMeter();
        ClusterNode node = start(Path.of(args[0]), Integer.parseInt(args[1]));
        node.up().toCompletableFuture().join();
        answer(heap);
        node.leave();
        node.ended().toCompletableFuture().join();
    }

    /** Starts the node, in whatever process. */
    static ClusterNode start(Path settings, int parameters) throws Exception {
        return ClusterNode.start(
                NodeSettings.read(settings, Set.of(NodeRole.CLIENT)), () -> List.of(new DistinctUpdates(parameters)));
    }

    private static void answer(HeapMeter heap) throws IOException {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(UP);
        while (questions.readLine() != null) {
            System.out.println(heap.read().line());
        }
    }
}
