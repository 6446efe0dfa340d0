package dev.assay.cli.node;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Logging;
import dev.assay.cli.run.DeviceOption;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code assay node}: a node of a cluster, until it is told to stop. */
@Command(
        name = "node",
        description = "Run a node of a cluster, until Ctrl-C or SIGTERM: it then hands over what it does, leaves the"
                + " cluster, and ends with status 0. A second Ctrl-C ends it at once. Status 1: it could not join, or the"
                + " others went on without it; start it again.",
        mixinStandardHelpOptions = true)
public final class NodeCommand implements Callable<Integer> {
    /** More than the phases of a shutdown may take together. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            required = true,
            split = ",",
            description = "What the node does: server, client, agent, or several of these with ',' between them.")
    private List<NodeRole> roles;

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            required = true,
            description = "The node's settings, such as conf/cluster/server.conf.")
    private Path file;

    @Option(names = "--json-logs", description = "Log to standard error as JSON, an object a line.")
    private boolean jsonLogs;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws BadInput, InvalidInput, IOException, InterruptedException, ExecutionException {
        NodeSettings settings = NodeSettings.read(file, NodeRole.setOf(roles));
        Logging.setForNode(jsonLogs || settings.jsonLogs());
        CompletableFuture<String> stop = StopSignals.first();
        ClusterNode node = ClusterNode.start(settings, () -> engines(settings.devices()));
        CompletableFuture<?> ended = node.ended().toCompletableFuture();
        try {
            CompletableFuture.anyOf(node.up().toCompletableFuture(), stop, ended)
                    .get(settings.joinTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return failed("could not join the cluster within "
                    + settings.joinTimeout().toSeconds()
                    + " s: are the nodes up that assay.node names, are they reachable from here, and were all nodes'"
                    + " certificates issued by one authority? -vv says more");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (node.up().toCompletableFuture().isDone()) {
            out.println("up: " + node.describe());
            out.flush();
        }
        CompletableFuture.anyOf(stop, node.ending().toCompletableFuture(), ended)
                .get();
        return stop.isDone() && !ended.isDone() ? leave(node, ended) : removed(node, ended);
    }

    /** The command line goes before the file, whose list of GPUs means nothing for the processor. */
    private List<TrainingEngine> engines(DeviceChoice ofFile) throws BadInput {
        if (device.kind().isEmpty()) {
            return DeviceOption.engines(ofFile, NodeDevices.ROOT);
        }
        DeviceChoice.Kind kind = device.kind().get();
        List<Integer> only = kind == DeviceChoice.Kind.CPU ? List.of() : ofFile.only();
        return DeviceOption.engines(new DeviceChoice(kind, only), "--device");
    }

    private int leave(ClusterNode node, CompletableFuture<?> ended) throws InterruptedException, ExecutionException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("leaving the cluster; Ctrl-C ends the node at once");
        out.flush();
        node.leave();
        try {
            ended.get(LEAVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return ExitStatus.DONE;
        } catch (TimeoutException e) {
            return failed("did not leave the cluster within " + LEAVE_TIMEOUT.toSeconds() + " s, and was ended all the"
                    + " same: the others notice, and go on from the last completed rounds");
        }
    }

    /** What still runs here may wait for a network that is gone; there is nothing to hand over. */
    private int removed(ClusterNode node, CompletableFuture<?> ended) throws InterruptedException, ExecutionException {
        try {
            ended.get(END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            failed("not everything here came to its end within " + END_TIMEOUT.toSeconds() + " s, and is broken off");
        }
        return node.wasDowned()
                ? failed("the cluster goes on without this node: it could not be reached for too long, or could not"
                        + " reach the majority itself. It has stopped, so that nothing is done twice: start it again")
                : failed("the node has ended by itself");
    }

    private int failed(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("assay: " + message);
        err.flush();
        return ExitStatus.FAILED;
    }
}
