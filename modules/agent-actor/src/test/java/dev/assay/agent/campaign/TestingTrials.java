package dev.assay.agent.campaign;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import dev.assay.research.recipe.Knob;
import dev.assay.server.trial.Trial;
import dev.assay.server.trial.Trial.StartTrial;
import dev.assay.server.trial.TrialReport.TrialFinished;
import dev.assay.server.trial.TrialReport.TrialProgressed;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** Sharded trials that answer at once with a made-up score, or when they are released. */
public final class TestingTrials {
    private final List<StartTrial> starts = new ArrayList<>();
    private final List<StartTrial> held = new ArrayList<>();
    private Semaphore started = new Semaphore(0);
    private boolean holding;
    private int tells = 1;

    private TestingTrials() {}

    public static TestingTrials start(ActorSystem<?> system) {
        TestingTrials trials = new TestingTrials();
        ClusterSharding.get(system)
                .init(Entity.of(
                                Trial.KEY,
                                entity -> Behaviors.receive(Trial.Command.class)
                                        .onMessage(StartTrial.class, start -> {
                                            trials.onStart(start);
                                            return Behaviors.same();
                                        })
                                        .onMessage(Trial.Rest.class, rest -> Behaviors.stopped())
                                        .build())
                        .withStopMessage(new Trial.Rest())
                        .withRole("server"));
        return trials;
    }

    public synchronized void reset() {
        starts.clear();
        held.clear();
        started = new Semaphore(0);
        holding = false;
        tells = 1;
    }

    /** Trials that are started from now on do not answer. */
    public synchronized void hold() {
        holding = true;
    }

    /** Those that were held back answer, and all later ones at once. */
    public synchronized void release() {
        holding = false;
        held.forEach(this::answer);
        held.clear();
    }

    /** The oldest of those that are held back answers. */
    public synchronized void releaseOne() {
        answer(held.remove(0));
    }

    /** Those that are held back never answer, as if their node had died. */
    public synchronized void forget() {
        held.clear();
    }

    public synchronized void tellTwice() {
        tells = 2;
    }

    public synchronized List<StartTrial> starts() {
        return List.copyOf(starts);
    }

    public void awaitStarts(int count) {
        started.acquireUninterruptibly(count);
    }

    /** Whether another trial is started in the next moment. */
    public boolean startsAnother() throws InterruptedException {
        return started.tryAcquire(200, TimeUnit.MILLISECONDS);
    }

    private synchronized void onStart(StartTrial start) {
        starts.add(start);
        started.release();
        held.add(start);
        if (!holding) {
            release();
        }
    }

    private void answer(StartTrial start) {
        String trialId = start.plan().trialId();
        double lr = start.plan().recipe().value(Knob.LR).orElseThrow().number();
        double score = 0.5 + lr / 10 + 0.001 * (start.plan().seed() % 7);
        start.replyTo().tell(new TrialProgressed(trialId, 1));
        for (int i = 0; i < tells; i++) {
            start.replyTo()
                    .tell(new TrialFinished(
                            trialId,
                            new Scored(
                                    score,
                                    start.plan().openHoldOut() ? OptionalDouble.of(score) : OptionalDouble.empty(),
                                    Digest.ofText(trialId),
                                    Cost.NONE),
                            new ChainHead(3, Digest.ofText(trialId + " ended"))));
        }
    }
}
