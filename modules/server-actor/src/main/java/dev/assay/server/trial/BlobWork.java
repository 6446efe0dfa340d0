package dev.assay.server.trial;

import dev.assay.learning.training.DeviceMemoryException;
import dev.assay.ledger.artifact.BlobException;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.runtime.dispatch.Workers;
import dev.assay.server.trial.RunMessage.BlobsAgain;
import dev.assay.server.trial.RunMessage.BlobsFailed;
import dev.assay.server.trial.RunMessage.Broken;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Work that reads or writes blobs, one at a time. A full disk or a folder that is gone says nothing about the trial, so it
 * does not end it: the trial pauses, whoever watches is told what to mend, and the work is done again, at growing intervals,
 * until the machine lets it. So it is when a device has no memory left, which trainings beside it may have taken; but work that
 * is too large for its device would wait for ever, so that has a bound. Part of one {@link TrialRun}; not thread-safe.
 */
final class BlobWork {
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration LAST_DELAY = Duration.ofSeconds(10);
    private static final int MOST_DOUBLINGS = 5;

    private final ActorContext<RunMessage> context;
    private final TimerScheduler<RunMessage> timers;
    private final TrialLink link;
    private final int memoryAttempts;

    /**
     * One attempt at a work.
     *
     * @param work gives what the run is told when it is done
     * @param otherwise what it means when it fails for a reason of its own
     * @param failures attempts before this one
     */
    record Attempt(
            BiFunction<ActorSystem<?>, Callable<RunMessage>, CompletionStage<RunMessage>> pool,
            Callable<RunMessage> work,
            FailureCode otherwise,
            int failures) {
        Attempt next() {
            return new Attempt(pool, work, otherwise, failures + 1);
        }
    }

    BlobWork(ActorContext<RunMessage> context, TimerScheduler<RunMessage> timers, TrialLink link) {
        this.context = context;
        this.timers = timers;
        this.link = link;
        this.memoryAttempts = context.getSystem().settings().config().getInt("assay.server.memory-attempts");
    }

    /** On the threads for file access; see {@link Attempt}. The work is called again after a {@link BlobException}. */
    void io(FailureCode otherwise, Callable<RunMessage> work) {
        start(new Attempt(Workers::io, work, otherwise, 0));
    }

    /** As {@link #io}, on threads that no work for files needs: it may wait for other nodes. */
    void waiting(FailureCode otherwise, Callable<RunMessage> work) {
        start(new Attempt(Workers::awaited, work, otherwise, 0));
    }

    /** As {@link #io}, on the threads for training and evaluation. */
    void training(FailureCode otherwise, Callable<RunMessage> work) {
        start(new Attempt(Workers::training, work, otherwise, 0));
    }

    Behavior<RunMessage> failed(BlobsFailed failed) {
        Attempt next = failed.attempt().next();
        context.getLog().warn("paused: {}", failed.reason());
        link.paused(failed.reason());
        timers.startSingleTimer(new BlobsAgain(next), delay(next.failures()));
        return Behaviors.same();
    }

    Behavior<RunMessage> again(BlobsAgain again) {
        start(again.attempt());
        return Behaviors.same();
    }

    private void start(Attempt attempt) {
        context.pipeToSelf(attempt.pool().apply(context.getSystem(), attempt.work()), (done, failure) -> {
            Throwable cause = cause(failure);
            if (cause instanceof BlobException || isShortOfMemory(cause, attempt)) {
                return new BlobsFailed(attempt, cause.getMessage());
            }
            link.resumed();
            return failure == null ? done : new Broken(attempt.otherwise(), Workers.message(failure));
        });
    }

    private boolean isShortOfMemory(Throwable cause, Attempt attempt) {
        return cause instanceof DeviceMemoryException && attempt.failures() + 1 < memoryAttempts;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static Duration delay(int failures) {
        Duration doubled = FIRST_DELAY.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return doubled.compareTo(LAST_DELAY) < 0 ? doubled : LAST_DELAY;
    }
}
