package dev.assay.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.assay.client.site.ClientNode;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferSettings;
import dev.assay.server.trial.Trial;
import dev.assay.server.trial.TrialServices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * The server of a cluster in this process, on loopback, with the shipped settings of a node. Its journal is a file, where that of
 * a cluster's server is a database: no benchmark needs one, and a commit costs about as much.
 */
final class ServerNode implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final String NODE = "node.conf";
    private static final String OWN = """
            pekko.remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
            pekko.cluster { roles = ["server"], jmx.multi-mbeans-in-same-jvm = on }
            """;

    private final Journal.Hold hold;
    private final Transfer transfer;
    private final ActorSystem<Void> system;
    private final TrialRunner trials;

    /**
     * @param run folder of its journal and blobs
     * @param settings go before the shipped ones
     */
    ServerNode(SyntheticTask task, Path run, TrainingEngine engine, String settings) throws IOException {
        Journal journal = new H2Journal(run);
        Config config = config(settings, journal.config());
        this.hold = journal.hold();
        this.transfer = Transfer.open(
                "127.0.0.1",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                System.currentTimeMillis(),
                TransferSettings.of(config),
                Optional.empty());
        TrialServices services = new TrialServices(
                task.catalog(),
                engine,
                new BlobStore(run.resolve("blobs")),
                transfer,
                Clock.systemUTC(),
                config.getDuration("assay.server.open-timeout"));
        this.system = ActorSystem.create(Behaviors.empty(), "assay", config);
        ClusterSharding.get(system)
                .init(Entity.of(Trial.KEY, entity -> Trial.create(entity, services))
                        .withStopMessage(new Trial.Rest())
                        .withRole("server"));
        this.trials = new TrialRunner(task.profile(), system);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }

    /** Those of a node of a cluster, at a free port of loopback. */
    static Config config(String settings, Config journal) {
        return ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseString(OWN))
                .withFallback(journal)
                .withFallback(ConfigFactory.parseResources(
                        NODE, ConfigParseOptions.defaults().setAllowMissing(false)))
                .withFallback(ConfigFactory.load())
                .resolve();
    }

    /** Where other nodes join, as {@code HOST:PORT}. */
    String address() {
        Address address = Cluster.get(system).selfMember().address();
        return address.host().get() + ":" + address.port().get();
    }

    /** Waits until the server knows so many client nodes. */
    void awaitClients(int clients) throws Exception {
        CompletableFuture<Void> all = new CompletableFuture<>();
        Behavior<Receptionist.Listing> listener = Behaviors.receiveMessage(listing -> {
            if (listing.getServiceInstances(ClientNode.KEY).size() < clients) {
                return Behaviors.same();
            }
            all.complete(null);
            return Behaviors.stopped();
        });
        ActorRef<Receptionist.Listing> listings = system.systemActorOf(listener, "clients", Props.empty());
        system.receptionist().tell(Receptionist.subscribe(ClientNode.KEY, listings));
        all.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Runs a trial of the task's baseline, and returns its outcome. */
    TrialOutcome run() {
        return trials.run(1).get(0);
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        transfer.close();
        hold.close();
    }
}
