package dev.assay.runtime.dispatch;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * Where blocking work runs, so that it never holds up the dispatchers on which actors live. Pool sizes are in the
 * configuration, {@code assay.training-dispatcher}, {@code assay.device-dispatcher} and {@code assay.io-dispatcher}.
 */
public final class Workers {
    private static final String TRAINING = "assay.training-dispatcher";
    private static final String DEVICES = "assay.device-dispatcher";
    private static final String IO = "assay.io-dispatcher";

    private Workers() {}

    /** Runs local training or evaluation: as many at a time as the training pool has threads. */
    public static <T> CompletionStage<T> training(ActorSystem<?> system, Callable<T> work) {
        return run(system, DispatcherSelector.fromConfig(TRAINING), work);
    }

    /** Runs what computes on GPUs: it waits for them most of the time, and takes no thread of the training pool. */
    public static <T> CompletionStage<T> onDevice(ActorSystem<?> system, Callable<T> work) {
        return run(system, DispatcherSelector.fromConfig(DEVICES), work);
    }

    /** Runs file access and data loading. */
    public static <T> CompletionStage<T> io(ActorSystem<?> system, Callable<T> work) {
        return run(system, DispatcherSelector.fromConfig(IO), work);
    }

    /** Runs data loading that work of {@link #io} may wait for: on threads that none of it can hold. */
    public static <T> CompletionStage<T> awaited(ActorSystem<?> system, Callable<T> work) {
        return run(system, DispatcherSelector.blocking(), work);
    }

    /** How many trainings run on the processor at a time. */
    public static int trainingThreads(ActorSystem<?> system) {
        return system.settings().config().getInt(TRAINING + ".thread-pool-executor.fixed-pool-size");
    }

    /** What to tell people of a failure of such work: the cause behind the wrapping, with its kind if it has no message. */
    public static String message(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static <T> CompletionStage<T> run(ActorSystem<?> system, DispatcherSelector dispatcher, Callable<T> work) {
        Executor executor = system.dispatchers().lookup(dispatcher);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }
}
