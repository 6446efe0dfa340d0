package dev.assay.bench;

import dev.assay.cli.node.ClusterNode;
import dev.assay.ledger.trial.TrialOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server in this process and two client nodes, joined on loopback: every model goes down to a node, and every update up, over the
 * transfer port, and every order and answer over Artery. Training is a no-op, but no two updates are equal.
 */
final class TrialsOnCluster implements AutoCloseable {
    static final int CLIENTS = 2;

    private final HeapMeter heap = new HeapMeter();
    private final ServerNode server;
    private final List<ChildProcess> processes = new ArrayList<>();
    private final List<ClusterNode> nodes = new ArrayList<>();

    private TrialsOnCluster(ServerNode server) {
        this.server = server;
    }

    /**
     * With client nodes in processes of their own.
     *
     * @param folder which the cluster's files go to
     * @param heap of a client node, such as {@code 256m}
     */
    static TrialsOnCluster inProcesses(SyntheticTask task, Path folder, String heap) throws Exception {
        TrialsOnCluster cluster = new TrialsOnCluster(server(task, folder, ""));
        try {
            for (int i = 0; i < CLIENTS; i++) {
                Path file = cluster.settings(task, folder, i, "");
                cluster.processes.add(new ChildProcess(
                        ClientProcess.class, heap, List.of(file.toString(), String.valueOf(task.parameters()))));
            }
            for (ChildProcess process : cluster.processes) {
                process.answer();
            }
            cluster.server.awaitClients(CLIENTS);
            return cluster;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    /**
     * With client nodes in this process, for tests.
     *
     * @param settings of every node, before the shipped ones
     */
    static TrialsOnCluster here(SyntheticTask task, Path folder, String settings) throws Exception {
        TrialsOnCluster cluster = new TrialsOnCluster(server(task, folder, settings));
        try {
            for (int i = 0; i < CLIENTS; i++) {
                cluster.nodes.add(ClientProcess.start(cluster.settings(task, folder, i, settings), task.parameters()));
            }
            cluster.server.awaitClients(CLIENTS);
            return cluster;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private static ServerNode server(SyntheticTask task, Path folder, String settings) throws IOException {
        return new ServerNode(task, folder.resolve("run"), new DistinctUpdates(task.parameters()), settings);
    }

    private Path settings(SyntheticTask task, Path folder, int client, String more) throws IOException {
        return Files.writeString(
                folder.resolve("client-" + client + ".conf"), """
                assay.node {
                  port = 0
                  seed-nodes = ["%s"]
                  data = ["%s"]
                  management.port = 0
                }
                pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                %s
                """.formatted(server.address(), task.folder(), more));
    }

    /** Runs a trial of the task's baseline, and returns its outcome. */
    TrialOutcome run() {
        return server.run();
    }

    HeapMeter.Reading serverHeap() {
        return heap.read();
    }

    /** Of the client process that has more. */
    HeapMeter.Reading clientHeap() throws IOException {
        HeapMeter.Reading most = new HeapMeter.Reading(0, 0);
        for (ChildProcess process : processes) {
            most = most.or(HeapMeter.Reading.of(process.ask("heap")));
        }
        return most;
    }

    @Override
    public void close() throws IOException {
        for (ChildProcess process : processes) {
            process.close();
        }
        for (ClusterNode node : nodes) {
            node.system().terminate();
            node.ended().toCompletableFuture().join();
        }
        server.close();
    }
}
