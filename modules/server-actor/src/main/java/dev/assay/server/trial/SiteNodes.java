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
import java.util.List;
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
    private final ActorRef<SiteReport> replyTo;
    private List<ActorRef<ClientNode.Command>> known = List.of();
    private List<ActorRef<ClientNode.Command>> serving = List.of();

    /** @param replyTo gets what the sites report */
    SiteNodes(
            ActorContext<TrialRun.Message> context, TrialPlan plan, String profileText, ActorRef<SiteReport> replyTo) {
        this.context = context;
        this.plan = plan;
        this.profileText = profileText;
        this.replyTo = replyTo;
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

    /** Deals the sites out to the known nodes, which then serve them, and watches those. */
    void open(SortedMap<Integer, SiteState> states) {
        List<SiteAssignment> assignments = Placement.deal(plan, profileText, states, known.size());
        serving = known.subList(0, assignments.size());
        for (int i = 0; i < serving.size(); i++) {
            context.watchWith(serving.get(i), new NodeLost(serving.get(i)));
            serving.get(i).tell(new OpenSites(assignments.get(i), replyTo));
        }
    }

    void train(ModelTask task) {
        serving.forEach(node -> node.tell(new TrainRound(task, replyTo)));
    }

    void close() {
        serving.forEach(node -> node.tell(new CloseSites(plan.trialId())));
    }

    /** By address, so that the same nodes always get the same sites. */
    private static List<ActorRef<ClientNode.Command>> sorted(Receptionist.Listing listing) {
        return listing.getServiceInstances(ClientNode.KEY).stream().sorted().toList();
    }
}
