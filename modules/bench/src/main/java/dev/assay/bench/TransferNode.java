package dev.assay.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.Identify;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberUp;
import org.apache.pekko.cluster.ClusterEvent.UnreachableMember;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.pattern.Patterns;

/** One of two cluster nodes that only transfer vectors; says what becomes of heartbeats and small messages meanwhile. */
final class TransferNode implements AutoCloseable {
    private static final int NODES = 2;
    private static final long PATIENCE_SECONDS = 60;
    private static final Duration LONGEST_ROUND_TRIP = Duration.ofSeconds(20);
    private static final String OBSERVED = """
            pekko.cluster {
              roles = []
              failure-detector.implementation-class = "dev.assay.bench.ObservedHeartbeats"
            }
            """;

    private final ActorSystem<Void> system;
    private final Transfer transfer;
    private final AtomicInteger up = new AtomicInteger();
    private final AtomicLong unreachable = new AtomicLong();
    private final CompletableFuture<Void> together = new CompletableFuture<>();

    /** @param settings go before the shipped ones */
    TransferNode(String settings) throws IOException {
        Config config = ServerNode.config(settings + "\n" + OBSERVED, ConfigFactory.empty());
        this.transfer = Transfer.open(
                "127.0.0.1",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                System.currentTimeMillis(),
                TransferSettings.of(config),
                Optional.empty());
        this.system = ActorSystem.create(Behaviors.empty(), "assay", config);
        ActorRef<ClusterDomainEvent> listener = system.systemActorOf(listener(), "members", Props.empty());
        Cluster.get(system).subscriptions().tell(Subscribe.create(listener, ClusterDomainEvent.class));
    }

    private Behavior<ClusterDomainEvent> listener() {
        return Behaviors.receive(ClusterDomainEvent.class)
                .onMessage(MemberUp.class, member -> {
                    if (up.incrementAndGet() == NODES) {
                        together.complete(null);
                    }
                    return Behaviors.same();
                })
                .onMessage(UnreachableMember.class, lost -> {
                    unreachable.incrementAndGet();
                    return Behaviors.same();
                })
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    /** As Pekko writes it. */
    String address() {
        return Cluster.get(system).selfMember().address().toString();
    }

    Transfer transfer() {
        return transfer;
    }

    /** @param address of a node that is in the cluster; its own forms one */
    void join(String address) {
        Cluster.get(system).manager().tell(Join.create(AddressFromURIString.parse(address)));
    }

    /** Waits until both nodes take part. */
    void awaitOther() throws Exception {
        together.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Nodes that this one could not reach for a while, so far. */
    long unreachable() {
        return unreachable.get();
    }

    /** How many milliseconds a small message to another node and its answer take. */
    double roundTripMillis(String other) {
        long start = System.nanoTime();
        Patterns.ask(Adapter.toClassic(system).actorSelection(other + "/user"), new Identify(start), LONGEST_ROUND_TRIP)
                .toCompletableFuture()
                .join();
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        transfer.close();
    }
}
