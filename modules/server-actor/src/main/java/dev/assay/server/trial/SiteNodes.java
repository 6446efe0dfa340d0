package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ClientNode.CloseSites;
import dev.assay.client.site.ClientNode.OpenSites;
import dev.assay.client.site.ClientNode.ScoreModel;
import dev.assay.client.site.ClientNode.TrainRound;
import dev.assay.client.site.ModelTask;
import dev.assay.client.site.SiteAssignment;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SitesFound;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.runtime.task.Task;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.server.round.UpdateGuard;
import dev.assay.server.trial.RunMessage.NodeAnswered;
import dev.assay.server.trial.RunMessage.NodeLost;
import dev.assay.server.trial.RunMessage.NodesListed;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * The client nodes that a trial knows of, and those among them that serve its sites. Part of one {@link TrialRun}, which is
 * told when nodes come and go, and passes that on; not thread-safe.
 */
final class SiteNodes {
    private final ActorContext<RunMessage> context;
    private final TrialPlan plan;
    private final String profileText;
    private final Transfer transfer;
    private final Duration answerTimeout;
    private final Map<Integer, ActorRef<ClientNode.Command>> servers = new HashMap<>();
    private List<ActorRef<ClientNode.Command>> known = List.of();
    private List<ServingNode> serving = List.of();
    /** Of sessions that are open, and not given up. */
    private final Set<ActorRef<SiteReport>> doors = new HashSet<>();

    private final SiteOffers offers = new SiteOffers();
    private final Set<ActorRef<ClientNode.Command>> asked = new HashSet<>();
    /** Sites that nobody serves since the sites were dealt out last, and why. */
    private SortedMap<Integer, String> absent = Collections.emptySortedMap();
    /** Once there is a node on another machine. */
    private Optional<ActorRef<TaskAnnouncer.Command>> announcer = Optional.empty();

    SiteNodes(ActorContext<RunMessage> context, TrialPlan plan, String profileText, Transfer transfer) {
        this.context = context;
        this.plan = plan;
        this.profileText = profileText;
        this.transfer = transfer;
        this.answerTimeout = context.getSystem().settings().config().getDuration("assay.server.answer-timeout");
    }

    /** From now on the run is told which nodes are there. */
    void subscribe() {
        ActorRef<Receptionist.Listing> listings =
                context.messageAdapter(Receptionist.Listing.class, listing -> new NodesListed(sorted(listing)));
        context.getSystem().receptionist().tell(Receptionist.subscribe(ClientNode.KEY, listings));
    }

    /** Nodes that are new are asked what they can serve; the run is told what they answer. */
    void listed(NodesListed listed) {
        known = listed.nodes();
        offers.retain(known);
        asked.retainAll(known);
        known.stream().filter(asked::add).forEach(node -> {
            // A node that is listed may be gone already: nobody must wait for its answer.
            context.watchWith(node, new NodeLost(node));
            ask(node);
        });
    }

    private void ask(ActorRef<ClientNode.Command> node) {
        context.ask(
                Object.class,
                node,
                answerTimeout,
                replyTo -> new ClientNode.FindSites(
                        profileText,
                        Optional.of(new ClientNode.Purpose(plan.trialId(), plan.recipe())),
                        replyTo.narrow()),
                (answer, failure) -> new NodeAnswered(node, found(answer, failure), failure == null));
    }

    /** An answer comes from another node, and is of any class. */
    private SitesFound found(Object answer, Throwable failure) {
        if (failure != null) {
            return SitesFound.none("did not answer in " + answerTimeout.toSeconds() + " s");
        }
        return answer instanceof SitesFound found
                ? found
                : SitesFound.none("answered by a " + answer.getClass().getSimpleName());
    }

    /** Who did not answer in time may have been reading its data, and is asked again. */
    void answered(NodeAnswered answered) {
        if (known.contains(answered.node())) {
            offers.answered(answered.node(), answered.found());
            if (!answered.inTime()) {
                ask(answered.node());
            }
        }
    }

    void lost(NodeLost lost) {
        known = known.stream().filter(node -> !node.equals(lost.node())).toList();
        offers.retain(known);
        asked.retainAll(known);
    }

    /** Whether every known node has said what it can serve. */
    boolean allAnswered() {
        return known.stream().allMatch(offers::has);
    }

    /** Sites that no known node serves, as far as they have answered, and why. */
    SortedMap<Integer, String> missing(Task task) {
        return offers.missing(task, known);
    }

    /** Whether an operator's policy keeps a known node from serving anything. */
    boolean areRefused() {
        return offers.hasRefused();
    }

    /** Sites that the trial goes on without since they were dealt out last, and why. */
    SortedMap<Integer, String> absent() {
        return absent;
    }

    /** How many sites were dealt out. */
    int served() {
        return servers.size();
    }

    /** Whether a site that was absent can be had again. */
    boolean canServeMore(Task task) {
        return !missing(task).keySet().containsAll(absent.keySet());
    }

    /** For people. */
    static String name(ActorRef<ClientNode.Command> node) {
        Address address = node.path().address();
        return address.getHost().isPresent()
                ? "the client at " + address.getHost().get() + ":"
                        + address.getPort().get()
                : "the client of this process";
    }

    /** Whether no node is known. */
    boolean none() {
        return known.isEmpty();
    }

    /** Whether sites are served by nodes in other processes. */
    boolean areRemote() {
        return !elsewhere().isEmpty();
    }

    /** Whether this node was given sites. */
    boolean isServing(ActorRef<ClientNode.Command> node) {
        return servers.containsValue(node);
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
     * Deals the sites out to the known nodes that have their data.
     *
     * @param guard checks their updates
     */
    void open(Task task, SortedMap<Integer, SiteState> states, UpdateGuard guard) {
        List<ServingNode> before = serving;
        SortedMap<Integer, Integer> dealt = Placement.deal(
                states.keySet(),
                known.stream().map(node -> offers.of(node, task)).toList());
        absent = offers.missing(task, known);
        servers.clear();
        shut();
        serving = dealt.values().stream()
                .distinct()
                .sorted()
                .map(node -> serve(known.get(node), assignment(dealt, node, states), guard))
                .toList();
        List<ActorRef<ClientNode.Command>> now =
                serving.stream().map(ServingNode::node).toList();
        before.stream()
                .filter(one -> !now.contains(one.node()))
                .forEach(one -> one.node().tell(new CloseSites(plan.trialId())));
        here().forEach(one -> one.node().tell(new OpenSites(one.assignment(), one.door())));
        tellAnnouncer(new TaskAnnouncer.Open(elsewhere()));
    }

    private SiteAssignment assignment(
            SortedMap<Integer, Integer> dealt, int node, SortedMap<Integer, SiteState> states) {
        SortedMap<Integer, SiteState> hand = new TreeMap<>(states);
        hand.keySet().removeIf(site -> !Objects.equals(dealt.get(site), node));
        return new SiteAssignment(plan.trialId(), profileText, plan.recipe(), plan.seed(), hand);
    }

    private ServingNode serve(ActorRef<ClientNode.Command> node, SiteAssignment assignment, UpdateGuard guard) {
        assignment.states().keySet().forEach(site -> servers.put(site, node));
        ActorRef<SiteReport> door = context.spawnAnonymous(SiteDoor.create(node, guard, transfer, context.getSelf()));
        doors.add(door);
        return new ServingNode(node, door, assignment);
    }

    /**
     * Gives the open sessions up: what they still say, or is still fetched of them, is not heard as the answer of those that are
     * opened in their place, nor held against a node that has other sites then.
     */
    void shut() {
        doors.forEach(context::stop);
        doors.clear();
    }

    /** Whether what comes through a door is said by a session that was not given up. */
    boolean hears(ActorRef<SiteReport> door) {
        return doors.contains(door);
    }

    void train(ModelTask task) {
        here().forEach(one -> one.node().tell(new TrainRound(task, one.door())));
        tellAnnouncer(new TaskAnnouncer.Train(task, elsewhere()));
    }

    /** Has the sites score a model that the rounds have made, where their rows lie. */
    void score(ModelTask model) {
        here().forEach(one -> one.node().tell(new ScoreModel(model, plan.openHoldOut(), one.door())));
        tellAnnouncer(new TaskAnnouncer.Score(model, plan.openHoldOut(), elsewhere()));
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
