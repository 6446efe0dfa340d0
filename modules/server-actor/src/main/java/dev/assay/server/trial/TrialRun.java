package dev.assay.server.trial;

import dev.assay.client.site.ModelTask;
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
import dev.assay.runtime.transfer.Transfer;
import dev.assay.server.checkpoint.CheckpointStore;
import dev.assay.server.round.OpenRound;
import dev.assay.server.trial.Deadlines.Extension;
import dev.assay.server.trial.RunMessage.BlobsAgain;
import dev.assay.server.trial.RunMessage.BlobsFailed;
import dev.assay.server.trial.RunMessage.Broken;
import dev.assay.server.trial.RunMessage.Closed;
import dev.assay.server.trial.RunMessage.CostTimeIsUp;
import dev.assay.server.trial.RunMessage.FromSite;
import dev.assay.server.trial.RunMessage.Heard;
import dev.assay.server.trial.RunMessage.NodeAnswered;
import dev.assay.server.trial.RunMessage.NodeLost;
import dev.assay.server.trial.RunMessage.NodesListed;
import dev.assay.server.trial.RunMessage.OpenTimedOut;
import dev.assay.server.trial.RunMessage.OwnersTimedOut;
import dev.assay.server.trial.RunMessage.PatienceEnded;
import dev.assay.server.trial.RunMessage.Prepared;
import dev.assay.server.trial.RunMessage.RoundTimedOut;
import dev.assay.server.trial.RunMessage.Scored;
import dev.assay.server.trial.RunMessage.ScoresTimedOut;
import dev.assay.server.trial.RunMessage.Stored;
import dev.assay.server.trial.RunMessage.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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
 * preparing  task and checkpoint are read                    -> placing, or scoring where only that is left
 * placing    waits for client nodes that have the data       -> opening
 * opening    sites load their data                           -> round
 * round      sites train, updates are checked and folded     -> closing
 * closing    server rule, checkpoint, event                  -> round, or scoring after the last
 * scoring    the task's evaluation of the final model, by
 *            the sites where the rows lie with them          -> ended
 * </pre>
 *
 * A client node that dies while sites are out sends the trial back to placing, with the states of the last closed round; so
 * does a round that was closed without all of its sites. Where sites keep more than their states, a loss sends it back to the
 * beginning, see {@link Progress}. Where blobs cannot be read or written, the run stays in its phase and
 * tries again, see {@link BlobWork}.
 */
final class TrialRun {
    private final ActorContext<RunMessage> context;
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
            ActorContext<RunMessage> context,
            TimerScheduler<RunMessage> timers,
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
    static Behavior<RunMessage> create(
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

    private Behavior<RunMessage> preparing(TrialState state) {
        Optional<Running> running = state instanceof Running already ? Optional.of(already) : Optional.empty();
        Cost spent = running.map(Running::cost).orElse(Cost.NONE);
        deadlines.startPreparing();
        return others(Behaviors.receive(RunMessage.class)
                .onMessage(PatienceEnded.class, slow -> {
                    link.paused(
                            "its data files are still being read, or client nodes that own its sites are not there");
                    return Behaviors.same();
                })
                .onMessage(Prepared.class, prepared -> {
                    List<Violation> excess = prepared.trial().excess();
                    if (!excess.isEmpty()) {
                        return end(spent, checkpoints(running), Broken.tooCostly(excess));
                    }
                    Progress progress = Progress.of(prepared.trial(), spent);
                    if (progress.hasAllRounds() && !prepared.trial().task().isFederated()) {
                        return scoring(progress);
                    }
                    nodes.subscribe();
                    return placing(progress);
                })
                .onMessage(Broken.class, broken -> end(spent, checkpoints(running), broken)));
    }

    private static List<Digest> checkpoints(Optional<Running> running) {
        return running.flatMap(Running::checkpoint).stream().toList();
    }

    private Behavior<RunMessage> placing(Progress progress) {
        deadlines.startPlacing();
        return placing(progress, false);
    }

    /** @param patient whether the time is up in which all nodes are waited for */
    private Behavior<RunMessage> placing(Progress progress, boolean patient) {
        Placing placing = new Placing(nodes, progress);
        if (placing.isReady(patient)) {
            link.resumed();
            return openSites(progress);
        }
        if (placing.isRefused(patient)) {
            return end(progress, placing.missed());
        }
        if (patient && nodes.allAnswered()) {
            link.paused(placing.missed().message());
        }
        return others(Behaviors.receive(RunMessage.class)
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
                .onMessage(OwnersTimedOut.class, timeout -> end(progress, placing.missed())));
    }

    private Behavior<RunMessage> openSites(Progress progress) {
        deadlines.startOpening();
        PreparedTrial trial = progress.trial();
        nodes.open(trial.task(), progress.checkpoint().sites(), trial.guard());
        nodes.absent()
                .values()
                .forEach(why -> context.getLog().warn("trial {}: it goes on without: {}", plan.trialId(), why));
        return opening(progress, new OpenedSites(trial.task(), nodes.served()));
    }

    private Behavior<RunMessage> opening(Progress progress, OpenedSites opened) {
        return others(Behaviors.receive(RunMessage.class)
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

    private Behavior<RunMessage> begin(Progress progress, OpenedSites opened) {
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

    private Behavior<RunMessage> nextRound(Progress progress) {
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

    private Behavior<RunMessage> round(Progress progress, OpenRound round) {
        return others(Behaviors.receive(RunMessage.class)
                .onMessage(NodeLost.class, lost -> replace(progress, lost, round.cost()))
                .onMessage(
                        RoundTimedOut.class,
                        timeout -> timeout.round() == round.round(),
                        timeout -> onRoundTimedOut(progress, round))
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

    private Behavior<RunMessage> onRoundTimedOut(Progress progress, OpenRound round) {
        Optional<Extension> more = deadlines.extend(progress, round, nodes.areRemote());
        if (more.isEmpty()) {
            return settle(progress, round);
        }
        String reason = more.get().words();
        context.getLog().info("trial {}: round {} is given more time: {}", plan.trialId(), round.round(), reason);
        if (more.get() == Extension.SITES_WAIT) {
            // May be for long, and again and again; the other is for once.
            link.paused(reason);
        }
        return Behaviors.same();
    }

    private Behavior<RunMessage> settle(Progress progress, OpenRound round) {
        deadlines.endRound(round);
        link.resumed();
        refused.closed(round.round());
        int quorum = progress.trial().task().profile().budget().minSites();
        if (round.accepted() < quorum) {
            QuorumMissed missed = QuorumMissed.of(round, quorum);
            return endIn(round, progress, new Broken(missed.code(), missed.message()));
        }
        RoundClosing closing = new RoundClosing(plan.trialId(), round, checkpoints, progress.nextCheckpointIsWritten());
        blobs.io(FailureCode.TRAINING_FAILED, () -> new Closed(closing.close()));
        return others(Behaviors.receive(RunMessage.class)
                .onMessage(Closed.class, closed -> onClosed(progress, closed.result()))
                .onMessage(Broken.class, broken -> endIn(round, progress, broken)));
    }

    private Behavior<RunMessage> onClosed(Progress progress, RoundResult result) {
        if (result.checkpoint().isEmpty()) {
            return end(
                    progress.costWith(result.round().cost()),
                    progress.checkpoints(),
                    Broken.diverged(result.round().round()));
        }
        Progress after = progress.after(result);
        if (progress.nextRoundIsRecorded()) {
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
                result.round().cost(),
                result.round().absent(),
                progress.aborted());
        return store(event, () -> {
            discard(progress.recorded().checkpoint());
            return goOn(after, result);
        });
    }

    /**
     * A site that trained but whose update was not taken has gone on alone, while the checkpoint has it as it was: it is
     * opened again from there, as it would be after a crash, so that both give the same bits.
     */
    private Behavior<RunMessage> goOn(Progress after, RoundResult result) {
        List<Violation> excess = after.trial().over(after.spent());
        if (!excess.isEmpty()) {
            return end(after, Broken.tooCostly(excess));
        }
        boolean allTaken = result.round().sites().size() == nodes.served();
        return allTaken || after.hasAllRounds() ? nextRound(after) : placing(after);
    }

    private Behavior<RunMessage> scoring(Progress progress) {
        return progress.trial().task().isFederated()
                ? scoringBySites(progress)
                : scoring(progress, new FinalScore(progress, services));
    }

    private Behavior<RunMessage> scoring(Progress progress, FinalScore score) {
        blobs.training(FailureCode.EVALUATION_FAILED, () -> new Scored(score.score()));
        return others(Behaviors.receive(RunMessage.class)
                .onMessage(Scored.class, scored -> end(scored.outcome(), progress.checkpoints()))
                .onMessage(Broken.class, broken -> end(progress, broken)));
    }

    /** The rows lie with the sites: all of them are needed, for the score is the mean over them. */
    private Behavior<RunMessage> scoringBySites(Progress progress) {
        if (nodes.servingIsLost() || !nodes.absent().isEmpty()) {
            return placingAgain(progress, Cost.NONE);
        }
        SiteScores scores = new SiteScores(progress, plan.openHoldOut());
        nodes.score(scores.model());
        deadlines.startScoring(progress);
        return others(Behaviors.receive(RunMessage.class)
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

    private Behavior<RunMessage> end(Progress progress, Broken broken) {
        return end(progress.spent(), progress.checkpoints(), broken);
    }

    /** A round that comes to nothing has cost its trainings all the same. */
    private Behavior<RunMessage> endIn(OpenRound round, Progress progress, Broken broken) {
        return end(progress.costWith(round.cost()), progress.checkpoints(), broken);
    }

    private Behavior<RunMessage> end(Cost cost, List<Digest> left, Broken broken) {
        return end(new Failed(broken.code(), broken.message(), cost), left);
    }

    /** Nothing goes on from the checkpoints of a trial that has ended, however it did. */
    private Behavior<RunMessage> end(TrialOutcome outcome, List<Digest> left) {
        nodes.close();
        refused.end();
        return store(new TrialEnded(now(), outcome), () -> {
            left.forEach(checkpoint -> discard(Optional.of(checkpoint)));
            return Behaviors.stopped();
        });
    }

    /** Hands an event to the durable half and goes on when it is stored. If it cannot be, that half ends this run. */
    private Behavior<RunMessage> store(TrialEvent event, Supplier<Behavior<RunMessage>> next) {
        link.store(event, stored);
        return others(Behaviors.receive(RunMessage.class).onMessage(Stored.class, done -> next.get()));
    }

    /** @param attempt what the round has cost that the loss puts an end to */
    private Behavior<RunMessage> replace(Progress progress, NodeLost lost, Cost attempt) {
        nodes.lost(lost);
        if (!nodes.isServing(lost.node())) {
            return Behaviors.same();
        }
        if (!Transfer.isHere(lost.node())) {
            // That of this process goes when the process ends.
            context.getLog()
                    .warn(
                            "trial {}: {} is gone; its sites are placed again",
                            plan.trialId(),
                            SiteNodes.name(lost.node()));
        }
        return placingAgain(progress, attempt);
    }

    private Behavior<RunMessage> placingAgain(Progress before, Cost attempt) {
        nodes.shut();
        Progress progress = before.afterLoss(attempt);
        if (progress.roundsDone() < before.roundsDone()) {
            context.getLog()
                    .warn("trial {}: sites keep what they did not send: its rounds are trained again", plan.trialId());
            refused.repeat();
        }
        return progress.tooManyLost()
                .map(message -> end(progress, Broken.noClients(message)))
                .orElseGet(() -> placing(progress));
    }

    private Behavior<RunMessage> hearOutside(FromSite from) {
        reports.hearOutside(from);
        return Behaviors.same();
    }

    /** Completes a phase: nodes come and go, blobs can be had or not, and what is out of date changes nothing. */
    private Behavior<RunMessage> others(BehaviorBuilder<RunMessage> phase) {
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
