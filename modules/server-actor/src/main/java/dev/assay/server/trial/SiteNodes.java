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
import dev.assay.server.trial.TrialRun.NodeLost;
import dev.assay.server.trial.TrialRun.NodesListed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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
    private final Map<ActorRef<ClientNode.Command>, ActorRef<SiteReport>> doors = new HashMap<>();
    private final Map<Integer, ActorRef<ClientNode.Command>> servers = new HashMap<>();
    private List<ActorRef<ClientNode.Command>> known = List.of();
    private List<ActorRef<ClientNode.Command>> serving = List.of();

    SiteNodes(ActorContext<TrialRun.Message> context, TrialPlan plan, String profileText) {
        this.context = context;
        this.plan = plan;
        this.profileText = profileText;
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
        return !known.containsAll(serving);
    }

    /** Whether this node was given the site: no other may speak for it. */
    boolean serves(ActorRef<ClientNode.Command> node, int site) {
        return node.equals(servers.get(site));
    }

    /**
     * Deals the sites out to the known nodes, which then serve them, and watches those.
     *
     * @param largest bytes that an update can have
     */
    void open(SortedMap<Integer, SiteState> states, long largest) {
        List<SiteAssignment> assignments = Placement.deal(plan, profileText, states, known.size());
        serving = known.subList(0, assignments.size());
        servers.clear();
        for (int i = 0; i < serving.size(); i++) {
            ActorRef<ClientNode.Command> node = serving.get(i);
            assignments.get(i).states().keySet().forEach(site -> servers.put(site, node));
            context.watchWith(node, new NodeLost(node));
            doors.computeIfAbsent(
                    node, opened -> context.spawnAnonymous(SiteDoor.create(opened, largest, context.getSelf())));
            node.tell(new OpenSites(assignments.get(i), doors.get(node)));
        }
    }

    void train(ModelTask task) {
        serving.forEach(node -> node.tell(new TrainRound(task, doors.get(node))));
    }

    void close() {
        serving.forEach(node -> node.tell(new CloseSites(plan.trialId())));
    }

    /** By address, so that the same nodes always get the same sites. */
    private static List<ActorRef<ClientNode.Command>> sorted(Receptionist.Listing listing) {
        return listing.getServiceInstances(ClientNode.KEY).stream().sorted().toList();
    }
}
