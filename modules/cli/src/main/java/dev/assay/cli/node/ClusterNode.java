package dev.assay.cli.node;

import com.typesafe.config.Config;
import dev.assay.api.http.BearerToken;
import dev.assay.cli.BadInput;
import dev.assay.client.device.DevicePool;
import dev.assay.client.policy.PolicyGate;
import dev.assay.client.site.SiteSurvey;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.journal.JournalException;
import dev.assay.ledger.journal.PostgresJournal;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.security.ArteryTls;
import dev.assay.runtime.security.NodeTls;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferSettings;
import dev.assay.server.trial.TrialServices;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.management.javadsl.PekkoManagement;

/**
 * One node of a cluster, with the actors of its roles: the client role serves sites, the server role runs trials, the agent
 * role hosts campaigns.
 */
public final class ClusterNode {
    private final NodeSettings settings;
    private final ActorSystem<Void> system;
    private final Cluster cluster;
    private final CompletableFuture<Void> up = new CompletableFuture<>();
    private final CompletableFuture<Void> ending = new CompletableFuture<>();
    private final String management;
    private Optional<String> api = Optional.empty();

    private ClusterNode(NodeSettings settings, ActorSystem<Void> system) throws IOException {
        this.settings = settings;
        this.system = system;
        this.cluster = Cluster.get(Adapter.toClassic(system));
        cluster.registerOnMemberUp(() -> up.complete(null));
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "tell-that-it-ends", () -> {
                    ending.complete(null);
                    return CompletableFuture.completedFuture(Done.done());
                });
        this.management = listen();
    }

    /**
     * Starts a node, which then goes on to join the cluster.
     *
     * @param engines asked for by the roles that need it: loading it is slow
     * @throws BadInput when there is no device of the kind that was asked for
     * @throws InvalidInput when its certificate, its key or its token cannot be used
     * @throws JournalException when its roles write events and the database cannot be had
     * @throws IOException when it cannot listen, its folder of blobs cannot be made, or its account of what
     *     it has given away cannot be read
     */
    public static ClusterNode start(NodeSettings settings, EngineSource engines)
            throws BadInput, InvalidInput, IOException {
        Clock clock = Clock.systemUTC();
        Optional<NodeTls> tls = settings.tls().isPresent()
                ? Optional.of(NodeTls.read(settings.tls().get(), clock.instant()))
                : Optional.empty();
        Optional<BearerToken> token = AgentRole.token(settings);
        settings.ledger().ifPresent(PostgresJournal::requireReady);
        if (settings.is(NodeRole.SERVER)) {
            Files.createDirectories(settings.blobs().orElseThrow());
        }
        SiteSurvey survey = new SiteSurvey();
        TaskCatalog tasks = new TaskCatalog(settings.data(), Optional.empty(), settings.sites(), Optional.of(survey));
        List<TrainingEngine> loaded =
                settings.roles().stream().anyMatch(NodeRole::needsData) ? engines.load() : List.of();
        PolicyGate gate = PolicyGate.of(settings.policy());
        Config config = NodeConfig.withDeviceThreads(NodeConfig.of(settings), loaded);
        Transfer transfer = transfer(settings, config, clock.millis(), tls);
        Optional<DevicePool> devices =
                settings.is(NodeRole.CLIENT) ? Optional.of(NodeConfig.devices(config, loaded)) : Optional.empty();
        Behavior<Void> guardian = devices.map(pool -> NodeActors.client(tasks, pool, transfer, gate))
                .orElse(Behaviors.empty());
        ActorSystem<Void> system;
        try {
            system = create(settings, guardian, setup(config, devices, tls));
        } catch (IOException e) {
            transfer.close();
            throw e;
        }
        system.getWhenTerminated().whenComplete((done, failure) -> transfer.close());
        survey.ask(system);
        warnOfOnlySeed(settings, system);
        try {
            ClusterNode node = new ClusterNode(settings, system);
            if (settings.is(NodeRole.SERVER)) {
                NodeActors.runTrials(
                        system,
                        new TrialServices(
                                tasks,
                                loaded.get(0),
                                new BlobStore(settings.blobs().orElseThrow()),
                                transfer,
                                clock,
                                config.getDuration("assay.server.open-timeout")));
            } else if (settings.is(NodeRole.AGENT)) {
                NodeActors.reachTrials(system);
            }
            if (settings.is(NodeRole.AGENT)) {
                node.api = AgentRole.start(system, settings, token, tasks, clock, config);
            }
            return node;
        } catch (RuntimeException | IOException e) {
            system.terminate();
            throw e;
        }
    }

    /** Other nodes are elsewhere, where a node has not all roles. */
    private static void warnOfOnlySeed(NodeSettings settings, ActorSystem<Void> system) {
        if (settings.seedNodes().equals(List.of(settings.address()))
                && !settings.roles().containsAll(EnumSet.allOf(NodeRole.class))) {
            system.log()
                    .warn(
                            "assay.node.seed-nodes names this node only: started again while the others run, it would form a"
                                    + " cluster of its own instead of joining theirs; name a second node, in every file");
        }
    }

    /** The models' own port, under the name that the node's actors have. */
    private static Transfer transfer(NodeSettings settings, Config config, long started, Optional<NodeTls> tls)
            throws IOException {
        String host = settings.bindHost().orElse(settings.address().host());
        InetSocketAddress bind = new InetSocketAddress(host, settings.transferPort());
        try {
            return Transfer.open(settings.address().host(), bind, started, TransferSettings.of(config), tls);
        } catch (IOException e) {
            throw new IOException("the node cannot listen for models at " + bind + ": " + root(e), e);
        }
    }

    private static ActorSystem<Void> create(NodeSettings settings, Behavior<Void> guardian, ActorSystemSetup setup)
            throws IOException {
        try {
            return ActorSystem.create(guardian, NodeConfig.SYSTEM, setup);
        } catch (RuntimeException e) {
            throw new IOException(
                    "the node cannot listen at "
                            + settings.bindHost().orElse(settings.address().host()) + ":"
                            + settings.address().port() + ": " + root(e),
                    e);
        }
    }

    private static ActorSystemSetup setup(Config config, Optional<DevicePool> devices, Optional<NodeTls> tls) {
        List<Setup> all = new ArrayList<>(List.of(BootstrapSetup.create(config)));
        devices.map(DevicesRoute.Pool::new).ifPresent(all::add);
        tls.map(ArteryTls::setup).ifPresent(all::add);
        return ActorSystemSetup.create(all.toArray(Setup[]::new));
    }

    /** Health, readiness and members over HTTP, for reading only. */
    private String listen() throws IOException {
        try {
            return PekkoManagement.get(system)
                    .start()
                    .toCompletableFuture()
                    .join()
                    .toString();
        } catch (CompletionException e) {
            throw new IOException(
                    "the node cannot listen for management at " + settings.management() + ": " + root(e), e);
        }
    }

    static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    public ActorSystem<Void> system() {
        return system;
    }

    /** Completes when the node is a member of the cluster and takes part. */
    public CompletionStage<Void> up() {
        return up;
    }

    /** Completes when the node begins to end, whoever wants it. */
    public CompletionStage<Void> ending() {
        return ending;
    }

    /** Completes when the node has ended, whoever wanted it. */
    public CompletionStage<Done> ended() {
        return system.getWhenTerminated();
    }

    /** Whether it ended because the others went on without it, or it could not tell that they had not. */
    public boolean wasDowned() {
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(reason -> reason instanceof CoordinatedShutdown.ClusterDowningReason$)
                .isPresent();
    }

    /** Hands over what runs here, leaves the cluster, and ends; {@link #ended} completes then. */
    public void leave() {
        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.jvmExitReason());
    }

    /** Who it is and where, in a line. */
    public String describe() {
        long members = cluster.state().getMembers().spliterator().getExactSizeIfKnown();
        return settings.name().map(name -> name + " at ").orElse("")
                + cluster.selfAddress().host().get() + ":"
                + cluster.selfAddress().port().get() + ", "
                + settings.roles().stream().map(NodeRole::word).sorted().collect(Collectors.joining(" and ")) + ", "
                + members + (members == 1 ? " member" : " members")
                + api.map(url -> ", campaigns at " + url).orElse("")
                + ", health at " + management;
    }
}
