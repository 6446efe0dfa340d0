package dev.assay.cli.node;

import dev.assay.client.device.DevicePool;
import dev.assay.client.policy.PolicyGate;
import dev.assay.client.site.ClientNode;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.server.trial.Trial;
import dev.assay.server.trial.TrialMessages;
import dev.assay.server.trial.TrialServices;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actors of a node's roles, the same in a cluster of one node and in one of many. */
final class NodeActors {
    private static final Logger LOG = LoggerFactory.getLogger(NodeActors.class);

    private NodeActors() {}

    /** The client role: a guardian that serves sites, and says at its end how the devices were used. */
    static Behavior<Void> client(TaskCatalog tasks, DevicePool devices, Transfer transfer, PolicyGate gate) {
        return Behaviors.setup(context -> {
            context.spawn(ClientNode.create(tasks, devices, transfer, gate), "client");
            return Behaviors.receive(Void.class)
                    .onSignal(PostStop.class, stop -> {
                        devices.use().forEach(use -> LOG.info("{}", use.describe()));
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    /** The server role: trials run on this node, among others. */
    static void runTrials(ActorSystem<?> system, TrialServices services) {
        ClusterSharding.get(system)
                .init(Entity.of(Trial.KEY, entity -> Trial.create(entity, services))
                        .withStopMessage(new Trial.Rest())
                        .withRole(NodeRole.SERVER.word())
                        .withMessageExtractor(new TrialMessages(system)));
    }

    /** For a node without the server role that speaks to trials: they run elsewhere. */
    static void reachTrials(ActorSystem<?> system) {
        ClusterSharding.get(system)
                .init(Entity.of(Trial.KEY, entity -> Behaviors.<Trial.Command>stopped())
                        .withStopMessage(new Trial.Rest())
                        .withRole(NodeRole.SERVER.word())
                        .withMessageExtractor(new TrialMessages(system)));
    }
}
