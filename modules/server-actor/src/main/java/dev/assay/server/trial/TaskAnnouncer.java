package dev.assay.server.trial;

import dev.assay.client.site.AnnouncedAssignment;
import dev.assay.client.site.AnnouncedTask;
import dev.assay.client.site.ClientNode.OpenAnnouncedSites;
import dev.assay.client.site.ClientNode.ScoreAnnouncedModel;
import dev.assay.client.site.ClientNode.TrainAnnouncedRound;
import dev.assay.client.site.ModelTask;
import dev.assay.client.site.SiteAssignment;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.runtime.dispatch.Workers;
import dev.assay.runtime.transfer.Publications;
import dev.assay.runtime.transfer.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Tells client nodes on other machines what they are to do: publishes the vectors, once for all nodes, then announces them.
 * What it published last is served until the next order, or its own end; it is a child of its {@link TrialRun}, and ends with
 * it. A vector that cannot be published is a failure of the sites that wait for it.
 */
final class TaskAnnouncer extends AbstractBehavior<TaskAnnouncer.Command> {
    /** What it is told. */
    sealed interface Command {}

    record Open(List<ServingNode> nodes) implements Command {}

    record Train(ModelTask task, List<ServingNode> nodes) implements Command {}

    record Score(ModelTask model, boolean holdOut, List<ServingNode> nodes) implements Command {}

    /** Nothing is to be served any longer. */
    record Withdraw() implements Command {}

    private record Published(Publications by, List<Runnable> orders) implements Command {}

    private final Transfer transfer;
    private Publications published;

    private TaskAnnouncer(ActorContext<Command> context, Transfer transfer) {
        super(context);
        this.transfer = transfer;
        this.published = transfer.publications();
    }

    static Behavior<Command> create(Transfer transfer) {
        return Behaviors.setup(context -> new TaskAnnouncer(context, transfer));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Open.class, this::onOpen)
                .onMessage(Train.class, this::onTrain)
                .onMessage(Score.class, this::onScore)
                .onMessage(Published.class, this::onPublished)
                .onMessage(Withdraw.class, withdraw -> this.withdraw())
                .onSignal(PostStop.class, stop -> this.withdraw())
                .build();
    }

    private Behavior<Command> onOpen(Open open) {
        Publications publications = renew();
        announce(
                publications,
                () -> {
                    List<Runnable> orders = new ArrayList<>();
                    for (ServingNode one : open.nodes()) {
                        OpenAnnouncedSites order = new OpenAnnouncedSites(
                                AnnouncedAssignment.of(one.assignment(), publications), one.door());
                        orders.add(() -> one.node().tell(order));
                    }
                    return orders;
                },
                why -> failures(
                        open.nodes(), (assignment, site) -> new SiteNotOpened(assignment.trialId(), site, why)));
        return this;
    }

    private Behavior<Command> onTrain(Train train) {
        Publications publications = renew();
        ModelTask task = train.task();
        announce(
                publications,
                () -> {
                    AnnouncedTask announced = AnnouncedTask.of(task, publications);
                    return train.nodes().stream()
                            .<Runnable>map(one -> () -> one.node().tell(new TrainAnnouncedRound(announced, one.door())))
                            .toList();
                },
                why -> failures(
                        train.nodes(), (assignment, site) -> new SiteFailed(task.trialId(), task.round(), site, why)));
        return this;
    }

    private Behavior<Command> onScore(Score score) {
        Publications publications = renew();
        ModelTask model = score.model();
        announce(
                publications,
                () -> {
                    AnnouncedTask announced = AnnouncedTask.of(model, publications);
                    return score.nodes().stream()
                            .<Runnable>map(one -> () ->
                                    one.node().tell(new ScoreAnnouncedModel(announced, score.holdOut(), one.door())))
                            .toList();
                },
                why -> failures(
                        score.nodes(),
                        (assignment, site) -> new SiteFailed(model.trialId(), model.round(), site, why)));
        return this;
    }

    private Publications renew() {
        published.close();
        published = transfer.publications();
        return published;
    }

    /**
     * @param orders what nodes are told when all is published
     * @param failures what doors are told in their place, by the reason
     */
    private void announce(
            Publications publications, Callable<List<Runnable>> orders, Function<String, List<Runnable>> failures) {
        getContext()
                .pipeToSelf(
                        Workers.io(getContext().getSystem(), orders),
                        (ready, failure) -> new Published(
                                publications, failure == null ? ready : failures.apply(Workers.message(failure))));
    }

    private static List<Runnable> failures(
            List<ServingNode> nodes, BiFunction<SiteAssignment, Integer, SiteReport> report) {
        return nodes.stream()
                .flatMap(one -> one.assignment().states().keySet().stream()
                        .<Runnable>map(site -> () -> one.door().tell(report.apply(one.assignment(), site))))
                .toList();
    }

    /** What an earlier order published is withdrawn already, and nobody waits for it. */
    private Behavior<Command> onPublished(Published ready) {
        if (ready.by() == published) {
            ready.orders().forEach(Runnable::run);
        }
        return this;
    }

    private Behavior<Command> withdraw() {
        published.close();
        return this;
    }
}
