package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ClientNode.CloseSites;
import dev.assay.client.site.ClientNode.OpenSites;
import dev.assay.client.site.ClientNode.TrainRound;
import dev.assay.client.site.ModelTask;
import dev.assay.client.site.SiteAssignment;
import dev.assay.client.site.SiteReport;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.server.round.UpdateGuard;
import dev.assay.server.trial.TrialRun.NodeLost;
import dev.assay.server.trial.TrialRun.NodesListed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * The client nodes that a trial knows of, and those among them that serve its sites. Part of one {@link TrialRun}, which is
 * told when nodes come and go, and passes that on; not thread-safe.
 */
final class SiteNodes {
    private final ActorContext<TrialRun.Message> context;
    private final TrialPlan plan;
    private final String profileText;
    private final Transfer transfer;
    private final Map<ActorRef<ClientNode.Command>, ActorRef<SiteReport>> doors = new HashMap<>();
    private final Map<Integer, ActorRef<ClientNode.Command>> servers = new HashMap<>();
    private List<ActorRef<ClientNode.Command>> known = List.of();
    private List<ServingNode> serving = List.of();
    /** Once there is a node on another machine. */
    private Optional<ActorRef<TaskAnnouncer.Command>> announcer = Optional.empty();

    SiteNodes(ActorContext<TrialRun.Message> context, TrialPlan plan, String profileText, Transfer transfer) {
        this.context = context;
        this.plan = plan;
        this.profileText = profileText;
        this.transfer = transfer;
    }

    /** From now on the run is told which nodes are there. */
    void subscribe() {
        ActorRef<Receptionist.Listing> listings =
                context.messageAdapter(Receptionist.Listing.class, listing -> new NodesListed(sorted(listing)));
        context.getSystem().receptionist().tell(Receptionist.subscribe(ClientNode.KEY, listings));
    }

    void listed(NodesListed listed) {
        known = listed.nodes();
    }

    void lost(NodeLost lost) {
        known = known.stream().filter(node -> !node.equals(lost.node())).toList();
    }

    /** Whether no node is known. */
    boolean none() {
        return known.isEmpty();
    }

    /** Whether a node that serves sites is gone. */
    boolean servingIsLost() {
        return !known.containsAll(serving.stream().map(ServingNode::node).toList());
    }

    /** Whether this node was given the site: no other may speak for it. */
    boolean serves(ActorRef<ClientNode.Command> node, int site) {
        return node.equals(servers.get(site));
    }

    /**
     * Deals the sites out to the known nodes, which then serve them, and watches those.
     *
     * @param guard checks their updates
     */
    void open(SortedMap<Integer, SiteState> states, UpdateGuard guard) {
        List<SiteAssignment> assignments = Placement.deal(plan, profileText, states, known.size());
        servers.clear();
        serving = IntStream.range(0, assignments.size())
                .mapToObj(i -> serve(known.get(i), assignments.get(i), guard))
                .toList();
        here().forEach(one -> one.node().tell(new OpenSites(one.assignment(), one.door())));
        tellAnnouncer(new TaskAnnouncer.Open(elsewhere()));
    }

    private ServingNode serve(ActorRef<ClientNode.Command> node, SiteAssignment assignment, UpdateGuard guard) {
        assignment.states().keySet().forEach(site -> servers.put(site, node));
        context.watchWith(node, new NodeLost(node));
        ActorRef<SiteReport> door = doors.computeIfAbsent(
                node, opened -> context.spawnAnonymous(SiteDoor.create(opened, guard, transfer, context.getSelf())));
        return new ServingNode(node, door, assignment);
    }

    void train(ModelTask task) {
        here().forEach(one -> one.node().tell(new TrainRound(task, one.door())));
        tellAnnouncer(new TaskAnnouncer.Train(task, elsewhere()));
    }

    void close() {
        serving.forEach(one -> one.node().tell(new CloseSites(plan.trialId())));
        announcer.ifPresent(actor -> actor.tell(new TaskAnnouncer.Withdraw()));
    }

    private Stream<ServingNode> here() {
        return serving.stream().filter(one -> Transfer.isHere(one.node()));
    }

    private List<ServingNode> elsewhere() {
        return serving.stream().filter(one -> !Transfer.isHere(one.node())).toList();
    }

    private void tellAnnouncer(TaskAnnouncer.Command command) {
        if (announcer.isEmpty() && !elsewhere().isEmpty()) {
            announcer = Optional.of(context.spawnAnonymous(TaskAnnouncer.create(transfer)));
        }
        announcer.ifPresent(actor -> actor.tell(command));
    }

    /** By address, so that the same nodes always get the same sites. */
    private static List<ActorRef<ClientNode.Command>> sorted(Receptionist.Listing listing) {
        return listing.getServiceInstances(ClientNode.KEY).stream().sorted().toList();
    }
}
