package dev.assay.it.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.assay.client.site.AnnouncedAssignment;
import dev.assay.client.site.AnnouncedState;
import dev.assay.client.site.AnnouncedTask;
import dev.assay.client.site.AnnouncedUpdate;
import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ClientNode.FindSites;
import dev.assay.client.site.ClientNode.OpenAnnouncedSites;
import dev.assay.client.site.ClientNode.TrainAnnouncedRound;
import dev.assay.client.site.ClientNode.UpdateFetched;
import dev.assay.client.site.ClientNode.UpdateNotTaken;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.EncodedUpdate;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.UpdateAnnounced;
import dev.assay.client.site.SitesFound;
import dev.assay.client.site.UpdateKind;
import dev.assay.it.campaign.AssayProcess;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.machine.Machine;
import dev.assay.runtime.task.SiteFacts;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferAddress;
import dev.assay.runtime.transfer.TransferException;
import dev.assay.runtime.transfer.TransferSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

/**
 * A member of the cluster, as a client node is one, with the shipped settings. For trials of one campaign it says that it can
 * serve all sites, trains none, and answers by what is none of its business, cannot be fetched or is not sound; for those of
 * any other it answers the question for its sites by nonsense. Whatever it hears, other members' actors get messages from it
 * that are not theirs.
 */
final class HostileMember implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;
    /** Trials whose nodes get messages that are not theirs. */
    private static final int CONFUSED = 5;

    /** As many as the other clients have, so that it is given as many sites. */
    private static final int SLOTS = Runtime.getRuntime().availableProcessors();

    private static final String TRIALS = "/system/sharding/assay-trial";
    private static final List<String> OTHERS =
            List.of(TRIALS, "/user/client", "/system/singletonManagercampaigns/campaigns");

    private final String campaign;
    private final List<String> nodes;
    private final TaskCatalog tasks =
            new TaskCatalog(List.of(AssayProcess.home().resolve("profiles").resolve("digits")));
    private final SortedMap<String, Integer> refusals = new ConcurrentSkipListMap<>();
    private final Transfer transfer;
    private final ActorSystem<Object> system;

    /** By trial. */
    private final Map<String, Set<Integer>> given = new HashMap<>();

    private final Map<String, UpdateAnnounced> earlier = new HashMap<>();
    private int asked;
    private int confused;

    private HostileMember(int seed, String campaign, List<String> nodes) throws IOException {
        this.campaign = campaign;
        this.nodes = List.copyOf(nodes);
        Config config = ConfigFactory.parseString("""
                        pekko {
                          loggers = []
                          loglevel = OFF
                          cluster.roles = [client]
                          cluster.seed-nodes = ["pekko://assay@127.0.0.1:%d"]
                          remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
                        }
                        """.formatted(seed))
                .withFallback(ConfigFactory.parseResources("node.conf"))
                .withFallback(ConfigFactory.load());
        this.transfer = Transfer.open(
                "127.0.0.1",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                1,
                TransferSettings.of(config),
                Optional.empty());
        this.system = ActorSystem.create(behavior(), "assay", config);
    }

    /**
     * @param seed port of a member
     * @param campaign whose sites it takes
     * @param nodes addresses of members
     */
    static HostileMember joining(int seed, String campaign, List<NodeProcess> nodes) throws IOException {
        return new HostileMember(
                seed, campaign, nodes.stream().map(NodeProcess::address).toList());
    }

    /** How often it was told that an update was not taken, by the reason's code. */
    SortedMap<String, Integer> refusals() {
        return new TreeMap<>(refusals);
    }

    private Behavior<Object> behavior() {
        return Behaviors.setup(context -> {
            context.getSystem()
                    .receptionist()
                    .tell(Receptionist.register(
                            ClientNode.KEY, context.getSelf().unsafeUpcast()));
            return Behaviors.receiveMessage(command -> {
                hear(command);
                return Behaviors.same();
            });
        });
    }

    private void hear(Object command) throws InvalidInput, TransferException {
        if (command instanceof FindSites find) {
            find.trial().filter(purpose -> confused++ < CONFUSED).ifPresent(purpose -> confuse(purpose.trialId()));
            if (find.trial().stream().anyMatch(purpose -> purpose.trialId().startsWith(campaign + "/"))) {
                find.replyTo().tell(new SitesFound(facts(find.profileText()), 0, SLOTS, "", false));
            } else {
                nonsense(find.profileText()).ifPresent(find.replyTo().<Object>unsafeUpcast()::tell);
            }
        } else if (command instanceof OpenAnnouncedSites open) {
            open(open.assignment(), open.replyTo());
        } else if (command instanceof TrainAnnouncedRound round) {
            train(round.task(), round.replyTo());
        } else if (command instanceof UpdateNotTaken refusal) {
            refusals.merge(refusal.code(), 1, Integer::sum);
        }
    }

    private SortedMap<Integer, SiteFacts> facts(String profileText) throws InvalidInput {
        SortedMap<Integer, SiteFacts> facts = new TreeMap<>();
        tasks.sites(profileText).forEach((site, task) -> facts.put(site, task.facts()));
        return facts;
    }

    /** An answer that gives it no site, another one each time; the last kind is none at all. */
    private Optional<Object> nonsense(String profileText) throws InvalidInput {
        SortedMap<Integer, SiteFacts> facts = facts(profileText);
        SortedMap<Integer, SiteFacts> alien = new TreeMap<>(Map.of(-1, facts.get(0), Integer.MAX_VALUE, facts.get(0)));
        facts.forEach((site, fact) ->
                alien.put(site, new SiteFacts(fact.name(), fact.trainingRows(), fact.rows(), Digest.ofText("other"))));
        SortedMap<Integer, SiteFacts> confused = new TreeMap<>();
        HostileMember.<SortedMap<Object, Object>>as(confused).put("first", "second");
        return switch (asked++ % 5) {
            case 0 -> Optional.of(new SiteOpened("t", 0, "x", 1, "x", Machine.here()));
            case 1 ->
                Optional.of(new SitesFound(alien, Integer.MIN_VALUE, Integer.MAX_VALUE, "x".repeat(100_000), false));
            case 2 -> Optional.of(new SitesFound(confused, 0, SLOTS, "", false));
            case 3 -> Optional.of(new SitesFound(new TreeMap<>(), 0, Integer.MIN_VALUE, null, false));
            default -> Optional.empty();
        };
    }

    /** Messages to actors that have nothing to do with them, and such as lack what they should hold. */
    private void confuse(String trialId) {
        List<Object> all = List.of(
                new SiteFailed(trialId, 0, 0, "x"),
                new OpenAnnouncedSites(null, null),
                new OpenAnnouncedSites(new AnnouncedAssignment(trialId, "no profile", null, 0, new TreeMap<>()), null),
                new FindSites(null, null, null),
                new UpdateFetched(null, 0, 0),
                new UpdateNotTaken(null, 0, 0, null, null));
        for (String node : nodes) {
            for (String path : OTHERS) {
                for (Object message : all) {
                    Object told = path.equals(TRIALS) ? new ShardingEnvelope<>(trialId, message) : message;
                    Adapter.toClassic(system)
                            .actorSelection(node + path)
                            .tell(told, org.apache.pekko.actor.ActorRef.noSender());
                }
            }
        }
    }

    private void open(AnnouncedAssignment assignment, ActorRef<SiteReport> door) throws InvalidInput {
        Set<Integer> sites = new TreeSet<>(assignment.states().keySet());
        given.put(assignment.trialId(), sites);
        SortedMap<Integer, SiteFacts> facts = facts(assignment.profileText());
        confuse(door);
        for (int site : facts.keySet()) {
            if (!sites.contains(site)) {
                door.tell(new SiteNotOpened(assignment.trialId(), site, "it is not mine"));
            }
        }
        for (int site : sites) {
            SiteFacts fact = facts.get(site);
            door.tell(new SiteOpened(
                    assignment.trialId(), site, fact.name(), fact.trainingRows(), "hostile", Machine.here()));
        }
    }

    private void confuse(ActorRef<SiteReport> door) {
        door.<Object>unsafeUpcast().tell(new UpdateFetched("t", 0, 0));
        door.tell(new SiteOpened(null, 0, null, 1, null, null));
        door.tell(new SiteFailed(null, 0, 0, null));
        door.tell(new EncodedUpdate(new byte[] {(byte) 0xff, 1, 2, 3}));
        door.tell(new EncodedUpdate(new byte[150_000]));
    }

    private void train(AnnouncedTask task, ActorRef<SiteReport> door) throws TransferException {
        Set<Integer> sites = given.get(task.trialId());
        AnnouncedVector served =
                transfer.publications().publish(ModelVector.zeros(task.global().values()));
        int foreign = IntStream.iterate(0, site -> site + 1)
                .filter(site -> !sites.contains(site))
                .findFirst()
                .orElseThrow();
        confuse(door);
        // Of this trial's last round, and of other trials.
        earlier.values().forEach(door::tell);
        door.tell(update(task, foreign, served));
        door.tell(new SiteFailed(task.trialId(), task.round(), foreign, "it is not mine"));
        sites.forEach(site -> door.tell(update(task, site, unsound(task.round() + site, served))));
        earlier.put(task.trialId(), update(task, Collections.min(sites), served));
    }

    /** It cannot be fetched, is too large, lies elsewhere, or is not what was ordered. */
    private static AnnouncedVector unsound(int kind, AnnouncedVector served) {
        TransferAddress at = served.at();
        return switch (kind % 4) {
            case 0 -> new AnnouncedVector(Digest.ofText("nobody's"), served.values(), at);
            case 1 -> new AnnouncedVector(served.digest(), Integer.MAX_VALUE, at);
            case 2 ->
                new AnnouncedVector(served.digest(), served.values(), new TransferAddress("127.0.0.3", at.port(), 1));
            default -> served;
        };
    }

    private static UpdateAnnounced update(AnnouncedTask task, int site, AnnouncedVector diff) {
        return new UpdateAnnounced(new AnnouncedUpdate(
                task.trialId(),
                task.round(),
                site,
                task.schema(),
                UpdateKind.WEIGHTS,
                diff,
                Optional.empty(),
                1,
                1,
                0.5,
                new AnnouncedState(1, Optional.empty(), Optional.empty())));
    }

    @SuppressWarnings("unchecked") // What a peer may write that knows no types.
    private static <T> T as(Object any) {
        return (T) any;
    }

    @Override
    public void close() {
        system.terminate();
        try {
            Await.ready(
                    Adapter.toClassic(system).whenTerminated(), Duration.create(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            transfer.close();
        }
    }
}
