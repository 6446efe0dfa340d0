package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ModelTask;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SitesFound;
import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.trial.TrialState;
import dev.assay.ledger.trial.TrialState.Running;
import dev.assay.research.cost.Cost;
import dev.assay.research.guard.Violation;
import dev.assay.server.checkpoint.CheckpointStore;
import dev.assay.server.round.OpenRound;
import dev.assay.server.round.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The working half of a trial: it opens the sites, leads them through the rounds and has the final model scored. What must
 * not be lost it hands to {@link Trial} and waits until it is stored, so it may die at any point.
 *
 * <pre>
 * preparing  task and checkpoint are read                    -> placing
 * placing    waits for client nodes that have the data       -> opening
 * opening    sites load their data                           -> round
 * round      sites train, updates are checked and folded     -> closing
 * closing    server rule, checkpoint, event                  -> round, or scoring after the last
 * scoring    the task's evaluation of the final model, by
 *            the sites where the rows lie with them          -> ended
 * </pre>
 *
 * A client node that dies while sites are out sends the trial back to placing, with the states of the last closed round; so
 * does a round that was closed without all of its sites. Where blobs cannot be read or written, the run stays in its phase and
 * tries again, see {@link BlobWork}.
 */
final class TrialRun {
    /** What a run is told. */
    sealed interface Message {}

    private record Prepared(PreparedTrial trial) implements Message {}

    record NodesListed(List<ActorRef<ClientNode.Command>> nodes) implements Message {}

    record NodeLost(ActorRef<ClientNode.Command> node) implements Message {}

    /** What a client node can serve of the task. */
    record NodeAnswered(ActorRef<ClientNode.Command> node, SitesFound found) implements Message {}

    record FromSite(ActorRef<ClientNode.Command> node, SiteReport report) implements Message {}

    /** An update that could not be decoded; trial, round and site as far as they are known. */
    record Unreadable(ActorRef<ClientNode.Command> node, String trialId, int round, int site, Refusal refusal)
            implements Message {}

    /** Comes after a report through the same door: that one has been taken. */
    record Heard(Runnable then) implements Message {}

    /** Blobs cannot be read or written; told by {@link BlobWork}, as is the next one. */
    record BlobsFailed(BlobWork.Attempt attempt, String reason) implements Message {}

    record BlobsAgain(BlobWork.Attempt attempt) implements Message {}

    record CostTimeIsUp(double cap) implements Message {}

    record OpenTimedOut() implements Message {}

    /** Nodes that are to be waited for in any case have had their time; see {@link Placing}. */
    record PatienceEnded() implements Message {}

    record OwnersTimedOut() implements Message {}

    record ScoresTimedOut() implements Message {}

    record RoundTimedOut(int round) implements Message {}

    private record Closed(RoundResult result) implements Message {}

    private record Scored(TrialOutcome outcome) implements Message {}

    private record Stored() implements Message {}

    /** What ends the trial without a score. */
    record Broken(FailureCode code, String message) implements Message {
        static Broken noClients(String message) {
            return new Broken(FailureCode.NO_CLIENTS, message);
        }

        static Broken tooCostly(List<Violation> excess) {
            return new Broken(
                    FailureCode.COST_EXCEEDED,
                    excess.stream().map(Violation::toString).collect(Collectors.joining("; ")));
        }

        static Broken diverged(int round) {
            return new Broken(FailureCode.DIVERGED, "the global model is no longer finite after round " + round);
        }
    }

    private final ActorContext<Message> context;
    private final TrialPlan plan;
    private final TrialServices services;
    private final CheckpointStore checkpoints;
    private final TrialLink link;
    private final BlobWork blobs;
    private final Deadlines deadlines;
    private final SiteNodes nodes;
    private final RefusedUpdates refused;
    private final SiteReports reports;
    private final ActorRef<Done> stored;

    private TrialRun(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            TrialPlan plan,
            String profileText,
            TrialState state,
            TrialServices services,
            ActorRef<Trial.Command> trial) {
        this.context = context;
        this.plan = plan;
        this.services = services;
        this.checkpoints = new CheckpointStore(services.blobs());
        this.link = new TrialLink(context, plan.trialId(), trial);
        this.blobs = new BlobWork(context, timers, link);
        this.deadlines = new Deadlines(
                timers, services.openTimeout(), context.getSystem().settings().config());
        this.nodes = new SiteNodes(context, plan, profileText, services.transfer());
        this.refused = new RefusedUpdates(
                context,
                plan.trialId(),
                services.clock(),
                link,
                state instanceof Running running ? running.refusals() : Set.of());
        this.reports = new SiteReports(plan.trialId(), nodes, refused);
        this.stored = context.messageAdapter(Done.class, done -> new Stored());
    }

    /**
     * @param rows digest of the rows that the campaign began with, in hexadecimal digits
     * @param state what the ledger knows of the trial: not started, or running
     */
    static Behavior<Message> create(
            TrialPlan plan,
            String profileText,
            Optional<String> rows,
            TrialState state,
            TrialServices services,
            ActorRef<Trial.Command> trial) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            TrialRun run = new TrialRun(context, timers, plan, profileText, state, services, trial);
            Duration patience = run.deadlines.ownerTimeout();
            run.blobs.waiting(
                    FailureCode.TASK_UNAVAILABLE,
                    () -> new Prepared(PreparedTrial.prepare(plan, profileText, rows, state, services, patience)));
            return run.preparing(state);
        }));
    }

    private Behavior<Message> preparing(TrialState state) {
        Optional<Running> running = state instanceof Running already ? Optional.of(already) : Optional.empty();
        Cost spent = running.map(Running::cost).orElse(Cost.NONE);
        return others(Behaviors.receive(Message.class)
                .onMessage(Prepared.class, prepared -> {
                    List<Violation> excess = prepared.trial().excess();
                    if (!excess.isEmpty()) {
                        return end(spent, running.flatMap(Running::checkpoint), Broken.tooCostly(excess));
                    }
                    nodes.subscribe();
                    return placing(Progress.of(prepared.trial(), spent));
                })
                .onMessage(Broken.class, broken -> end(spent, running.flatMap(Running::checkpoint), broken)));
    }

    private Behavior<Message> placing(Progress progress) {
        deadlines.startPlacing();
        return placing(progress, false);
    }

    /** @param patient whether the time is up in which all nodes are waited for */
    private Behavior<Message> placing(Progress progress, boolean patient) {
        Placing placing = new Placing(nodes, progress);
        if (placing.isReady(patient)) {
            return openSites(progress);
        }
        if (placing.isRefused(patient)) {
            return end(progress, placing.missed());
        }
        return others(Behaviors.receive(Message.class)
                .onMessage(NodesListed.class, listed -> {
                    nodes.listed(listed);
                    return placing(progress, patient);
                })
                .onMessage(NodeLost.class, lost -> {
                    nodes.lost(lost);
                    return placing(progress, patient);
                })
                .onMessage(NodeAnswered.class, answered -> {
                    nodes.answered(answered);
                    return placing(progress, patient);
                })
                .onMessage(PatienceEnded.class, ended -> placing(progress, true))
                .onMessage(
                        OpenTimedOut.class,
                        timeout -> nodes.none()
                                ? end(progress, Broken.noClients("no client node is there"))
                                : Behaviors.same())
                .onMessage(OwnersTimedOut.class, timeout -> end(progress, placing.missed())));
    }

    private Behavior<Message> openSites(Progress progress) {
        deadlines.startOpening();
        PreparedTrial trial = progress.trial();
        nodes.open(trial.task(), progress.checkpoint().sites(), trial.guard());
        nodes.absent()
                .values()
                .forEach(why -> context.getLog().warn("trial {}: it goes on without: {}", plan.trialId(), why));
        return opening(progress, new OpenedSites(trial.task(), nodes.served()));
    }

    private Behavior<Message> opening(Progress progress, OpenedSites opened) {
        return others(Behaviors.receive(Message.class)
                .onMessage(NodeLost.class, lost -> replace(progress, lost, Cost.NONE))
                .onMessage(
                        OpenTimedOut.class,
                        timeout -> end(progress, Broken.noClients(opened.missing() + " sites did not open in time")))
                .onMessage(FromSite.class, from -> !reports.isOpening(from), this::hearOutside)
                .onMessage(
                        FromSite.class,
                        from -> opened.hear(from.report())
                                .map(problem -> end(progress, Broken.noClients(problem)))
                                .orElseGet(() -> opened.missing() > 0 ? Behaviors.same() : begin(progress, opened))));
    }

    private Behavior<Message> begin(Progress progress, OpenedSites opened) {
        deadlines.endOpening();
        if (progress.begun()) {
            refused.begin(progress.roundsDone());
            return nextRound(progress);
        }
        return store(opened.started(now(), plan), () -> {
            refused.begin(progress.roundsDone());
            return nextRound(progress.begin());
        });
    }

    private Behavior<Message> nextRound(Progress progress) {
        if (progress.hasAllRounds()) {
            return scoring(progress);
        }
        if (nodes.servingIsLost()) {
            return placingAgain(progress, Cost.NONE);
        }
        PreparedTrial prepared = progress.trial();
        if (nodes.canServeMore(prepared.task())) {
            return placing(progress);
        }
        ServerState server = progress.checkpoint().server();
        OpenRound round = new OpenRound(
                prepared.guard(),
                plan.recipe().serverRule(),
                prepared.weights(),
                server,
                progress.checkpoint().sites(),
                System.nanoTime());
        nodes.absent().forEach(round::absent);
        ModelTask task =
                new ModelTask(plan.trialId(), round.round(), prepared.schema(), server.global(), server.control());
        nodes.train(task);
        deadlines.startRound(progress, round);
        return round(progress, round);
    }

    private Behavior<Message> round(Progress progress, OpenRound round) {
        return others(Behaviors.receive(Message.class)
                .onMessage(NodeLost.class, lost -> replace(progress, lost, round.cost()))
                .onMessage(
                        RoundTimedOut.class,
                        timeout -> timeout.round() == round.round(),
                        timeout -> settle(progress, round))
                .onMessage(CostTimeIsUp.class, up -> endIn(round, progress, Deadlines.tooSlow(progress, round, up)))
                .onMessage(FromSite.class, from -> {
                    reports.hear(round, from);
                    return round.complete() ? settle(progress, round) : Behaviors.same();
                })
                .onMessage(Unreadable.class, unreadable -> {
                    reports.hear(round, unreadable);
                    return round.complete() ? settle(progress, round) : Behaviors.same();
                }));
    }

    private Behavior<Message> settle(Progress progress, OpenRound round) {
        deadlines.endRound(round);
        refused.closed(round.round());
        int quorum = progress.trial().task().profile().budget().minSites();
        if (round.accepted() < quorum) {
            QuorumMissed missed = QuorumMissed.of(round, quorum);
            return endIn(round, progress, new Broken(missed.code(), missed.message()));
        }
        RoundClosing closing = new RoundClosing(plan.trialId(), round, checkpoints);
        blobs.io(FailureCode.TRAINING_FAILED, () -> new Closed(closing.close()));
        return others(Behaviors.receive(Message.class)
                .onMessage(Closed.class, closed -> onClosed(progress, closed.result()))
                .onMessage(Broken.class, broken -> endIn(round, progress, broken)));
    }

    private Behavior<Message> onClosed(Progress progress, RoundResult result) {
        Progress after = progress.after(result);
        if (result.checkpoint().isEmpty()) {
            return end(
                    after.cost(),
                    progress.stored(),
                    Broken.diverged(result.round().round()));
        }
        if (progress.nextRoundIsRecorded()) {
            discard(progress.stored());
            return after.contradiction()
                    .map(message -> end(after, new Broken(FailureCode.NOT_REPRODUCED, message)))
                    .orElseGet(() -> goOn(after, result));
        }
        RoundCompleted event = new RoundCompleted(
                now(),
                result.round().round(),
                result.model(),
                result.checkpoint().get(),
                result.round().sites(),
                progress.aborted().plus(result.round().cost()),
                result.round().absent());
        return store(event, () -> {
            discard(progress.stored());
            return goOn(after, result);
        });
    }

    /**
     * A site that trained but whose update was not taken has gone on alone, while the checkpoint has it as it was: it is
     * opened again from there, as it would be after a crash, so that both give the same bits.
     */
    private Behavior<Message> goOn(Progress after, RoundResult result) {
        List<Violation> excess = after.trial().over(after.cost());
        if (!excess.isEmpty()) {
            return end(after, Broken.tooCostly(excess));
        }
        boolean allTaken = result.round().sites().size() == nodes.served();
        return allTaken || after.hasAllRounds() ? nextRound(after) : placing(after);
    }

    private Behavior<Message> scoring(Progress progress) {
        return progress.trial().task().isFederated()
                ? scoringBySites(progress)
                : scoring(progress, new FinalScore(progress, services));
    }

    private Behavior<Message> scoring(Progress progress, FinalScore score) {
        blobs.training(FailureCode.EVALUATION_FAILED, () -> new Scored(score.score()));
        return others(Behaviors.receive(Message.class)
                .onMessage(Scored.class, scored -> end(scored.outcome(), progress.stored()))
                .onMessage(Broken.class, broken -> end(progress, broken)));
    }

    /** The rows lie with the sites: all of them are needed, for the score is the mean over them. */
    private Behavior<Message> scoringBySites(Progress progress) {
        if (nodes.servingIsLost() || !nodes.absent().isEmpty()) {
            return placingAgain(progress, Cost.NONE);
        }
        SiteScores scores = new SiteScores(progress, plan.openHoldOut());
        nodes.score(scores.model());
        deadlines.startScoring(progress);
        return others(Behaviors.receive(Message.class)
                .onMessage(NodeLost.class, lost -> replace(progress, lost, Cost.NONE))
                .onMessage(
                        ScoresTimedOut.class,
                        timeout -> end(progress, new Broken(FailureCode.EVALUATION_FAILED, scores.late())))
                .onMessage(FromSite.class, from -> !reports.isOfScoring(from), this::hearOutside)
                .onMessage(FromSite.class, from -> {
                    scores.hear(from.report());
                    if (scores.problem().isPresent()) {
                        return end(
                                progress,
                                new Broken(
                                        FailureCode.EVALUATION_FAILED,
                                        scores.problem().get()));
                    }
                    if (!scores.complete()) {
                        return Behaviors.same();
                    }
                    deadlines.endScoring();
                    return scoring(progress, new FinalScore(progress, services, scores));
                }));
    }

    private Behavior<Message> end(Progress progress, Broken broken) {
        return end(progress.spent(), progress.stored(), broken);
    }

    /** A round that comes to nothing has cost its trainings all the same. */
    private Behavior<Message> endIn(OpenRound round, Progress progress, Broken broken) {
        return end(progress.costWith(round.cost()), progress.stored(), broken);
    }

    private Behavior<Message> end(Cost cost, Optional<Digest> checkpoint, Broken broken) {
        return end(new Failed(broken.code(), broken.message(), cost), checkpoint);
    }

    /** Nothing goes on from the checkpoint of a trial that has ended, however it did. */
    private Behavior<Message> end(TrialOutcome outcome, Optional<Digest> checkpoint) {
        nodes.close();
        refused.end();
        return store(new TrialEnded(now(), outcome), () -> {
            discard(checkpoint);
            return Behaviors.stopped();
        });
    }

    /** Hands an event to the durable half and goes on when it is stored. If it cannot be, that half ends this run. */
    private Behavior<Message> store(TrialEvent event, Supplier<Behavior<Message>> next) {
        link.store(event, stored);
        return others(Behaviors.receive(Message.class).onMessage(Stored.class, done -> next.get()));
    }

    /** @param attempt what the round has cost that the loss puts an end to */
    private Behavior<Message> replace(Progress progress, NodeLost lost, Cost attempt) {
        nodes.lost(lost);
        if (!nodes.isServing(lost.node())) {
            return Behaviors.same();
        }
        context.getLog()
                .warn("trial {}: client node {} is gone; its sites are placed again", plan.trialId(), lost.node());
        return placingAgain(progress, attempt);
    }

    private Behavior<Message> placingAgain(Progress before, Cost attempt) {
        Progress progress = before.afterLoss(attempt);
        return progress.tooManyLost()
                .map(message -> end(progress, Broken.noClients(message)))
                .orElseGet(() -> placing(progress));
    }

    private Behavior<Message> hearOutside(FromSite from) {
        reports.hearOutside(from);
        return Behaviors.same();
    }

    /** Completes a phase: nodes come and go, blobs can be had or not, and what is out of date changes nothing. */
    private Behavior<Message> others(BehaviorBuilder<Message> phase) {
        return phase.onMessage(NodesListed.class, listed -> {
                    nodes.listed(listed);
                    return Behaviors.same();
                })
                .onMessage(NodeAnswered.class, answered -> {
                    nodes.answered(answered);
                    return Behaviors.same();
                })
                .onMessage(NodeLost.class, lost -> {
                    nodes.lost(lost);
                    return Behaviors.same();
                })
                .onMessage(FromSite.class, this::hearOutside)
                .onMessage(Unreadable.class, unreadable -> {
                    reports.hearOutside(unreadable);
                    return Behaviors.same();
                })
                .onMessage(Heard.class, heard -> {
                    heard.then().run();
                    return Behaviors.same();
                })
                .onMessage(BlobsFailed.class, blobs::failed)
                .onMessage(BlobsAgain.class, blobs::again)
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private void discard(Optional<Digest> checkpoint) {
        checkpoints.discard(context.getSystem(), checkpoint);
    }

    private Instant now() {
        return services.clock().instant();
    }
}
