package dev.assay.client.device;

import dev.assay.client.device.PoolState.Change;
import dev.assay.client.device.PoolState.Grant;
import dev.assay.client.device.PoolState.Request;
import dev.assay.client.device.PoolState.Slots;
import dev.assay.learning.training.Device;
import dev.assay.learning.training.DeviceMemoryException;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.learning.training.TrainingException;
import dev.assay.runtime.dispatch.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of one node, lent to its sessions for one training at a time. Who gets which is decided by {@link PoolState}; a
 * lease ends with the work, whichever way that ends, so none can be lost with whoever asked for it. Work that finds no memory
 * beside other work is done again with less beside it, and comes to the same bits. Calls may come from any thread.
 */
public final class DevicePool {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePool.class);
    /** The next ones are twice as long each, up to 32 s. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final int MOST_DOUBLINGS = 5;

    private final List<TrainingEngine> engines;
    private final List<DeviceMeter> meters;
    private final LongSupplier nanos;
    private final Map<Long, Order<?, ?>> orders = new HashMap<>();
    private PoolState state;
    private long lastId;

    /** What is to be computed, on the engine of a device. */
    @FunctionalInterface
    public interface Work<L> {
        L on(TrainingEngine engine) throws Exception;
    }

    /** What is made of the result on the same thread, when the device is already another's. */
    @FunctionalInterface
    public interface Finish<L, T> {
        T of(L result) throws Exception;
    }

    /** Work that was given to the pool. */
    public interface Training<T> {
        /** Completes with what came of it, or with a {@link TrainingException} where no device had memory or time. */
        CompletionStage<T> result();

        /**
         * Whether it waits for a device behind other trials' work, or for memory that is not this pool's. Behind work of its
         * own trial it waits only for what that trial is held to.
         */
        boolean waitsForOthers();

        /** Takes work back that waits for a device; what runs already runs to its end. */
        void cancel();
    }

    /**
     * @param engines one a device, at least one, in the order of their indices
     * @param processorWidth trainings at a time on the processor: the threads of the training pool
     */
    public DevicePool(List<TrainingEngine> engines, DeviceSettings settings, int processorWidth) {
        this(engines, settings, processorWidth, System::nanoTime);
    }

    DevicePool(List<TrainingEngine> engines, DeviceSettings settings, int processorWidth, LongSupplier nanos) {
        if (engines.isEmpty()) {
            throw new IllegalArgumentException("a pool without a device trains nothing");
        }
        this.engines = List.copyOf(engines);
        this.nanos = nanos;
        List<Slots> slots = engines.stream()
                .map(TrainingEngine::device)
                .map(device -> new Slots(
                        device,
                        device.isGpu() ? settings.slotsPerGpu() : processorWidth,
                        settings.room(device),
                        List.of()))
                .toList();
        this.state = PoolState.of(slots);
        this.meters = slots.stream().map(slot -> new DeviceMeter(slot.width())).toList();
    }

    /** What computes, for the ledger: the same for all devices, unless their models differ. */
    public String description() {
        return engines.stream()
                .map(TrainingEngine::description)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /**
     * Has work done on the least loaded device as soon as there is a free one.
     *
     * @param trial whose work it is
     * @param bytes of device memory that it takes, as estimated
     * @param patience how long it may wait for a device
     */
    public <L, T> Training<T> train(
            ActorSystem<?> system, String trial, long bytes, Duration patience, Work<L> work, Finish<L, T> finish) {
        Order<L, T> order;
        List<Runnable> starts;
        synchronized (this) {
            order = new Order<>(system, trial, new Request(++lastId, bytes), patience, work, finish);
            orders.put(order.request.id(), order);
            starts = apply(state.request(order.request));
            if (!order.granted) {
                order.await();
            }
        }
        starts.forEach(Runnable::run);
        return order;
    }

    /** How the devices are used, in the order of their indices. */
    public synchronized List<DeviceUse> use() {
        return IntStream.range(0, engines.size())
                .mapToObj(i -> meters.get(i).use(state.devices().get(i), nanos.getAsLong()))
                .toList();
    }

    /** Trainings that have no device yet. */
    public synchronized int waiting() {
        return state.waiting().size();
    }

    /** To be run when the pool's lock has been left: starting work may mean waiting for room in a queue. */
    private List<Runnable> apply(Change change) {
        state = change.state();
        List<Runnable> starts = new ArrayList<>();
        for (Grant grant : change.grants()) {
            Order<?, ?> order = orders.get(grant.id());
            order.grant();
            starts.add(() -> order.start(grant.device()));
        }
        for (int i = 0; i < meters.size(); i++) {
            meters.get(i).onLeases(state.devices().get(i).leases().size(), nanos.getAsLong());
        }
        return starts;
    }

    private synchronized void countTraining(int device) {
        meters.get(device).onTraining();
    }

    private void release(long id) {
        List<Runnable> starts;
        synchronized (this) {
            orders.remove(id);
            starts = apply(state.release(id));
        }
        starts.forEach(Runnable::run);
    }

    /** @return whether the order goes on; if not, its lease is still there */
    private boolean isTriedAgain(Order<?, ?> order, int device) {
        List<Runnable> starts;
        synchronized (this) {
            meters.get(device).onMemoryError();
            Optional<Change> change = state.outOfMemory(order.request.id());
            if (order.cancelled || change.isEmpty() && order.retriesAlone >= order.mostRetriesAlone) {
                return false;
            }
            order.granted = false;
            starts = change.isPresent() ? besideFewer(order, device, change.get()) : later(order);
        }
        starts.forEach(Runnable::run);
        return true;
    }

    private List<Runnable> besideFewer(Order<?, ?> order, int device, Change change) {
        int before = state.devices().get(device).width();
        int after = change.state().devices().get(device).width();
        if (after < before) {
            LOG.warn(
                    "{} had no memory left for one of several trainings: it is done again, and {} instead of {} at a time"
                            + " from now on, until the node is started again",
                    engines.get(device).device().describe(),
                    after,
                    before);
        }
        List<Runnable> starts = apply(change);
        if (!order.granted) {
            order.await();
        }
        return starts;
    }

    /** What took the memory is not of this pool: scoring, another process. It may give it back. */
    private List<Runnable> later(Order<?, ?> order) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(order.retriesAlone++, MOST_DOUBLINGS));
        order.system.scheduler().scheduleOnce(pause, () -> again(order), order.system.executionContext());
        return apply(state.release(order.request.id()));
    }

    private void again(Order<?, ?> order) {
        List<Runnable> starts;
        synchronized (this) {
            if (!orders.containsKey(order.request.id())) {
                // Was given up meanwhile.
                return;
            }
            starts = apply(state.request(order.request));
            if (!order.granted) {
                order.await();
            }
        }
        starts.forEach(Runnable::run);
    }

    /** One training, from the request to its end. */
    private final class Order<L, T> implements Training<T> {
        private final ActorSystem<?> system;
        private final String trial;
        private final Request request;
        private final Duration patience;
        private final Work<L> work;
        private final Finish<L, T> finish;
        private final int mostRetriesAlone;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private Optional<Cancellable> timer = Optional.empty();
        private boolean granted;
        private int retriesAlone;
        private volatile boolean cancelled;

        Order(
                ActorSystem<?> system,
                String trial,
                Request request,
                Duration patience,
                Work<L> work,
                Finish<L, T> finish) {
            this.system = system;
            this.trial = trial;
            this.request = request;
            this.patience = patience;
            this.work = work;
            this.finish = finish;
            this.mostRetriesAlone = system.settings().config().getInt("assay.client.memory-attempts") - 1;
        }

        @Override
        public CompletionStage<T> result() {
            return result;
        }

        @Override
        public boolean waitsForOthers() {
            synchronized (DevicePool.this) {
                return !granted
                        && orders.containsKey(request.id())
                        && (retriesAlone > 0 || orders.values().stream().anyMatch(this::isBehind));
            }
        }

        private boolean isBehind(Order<?, ?> other) {
            return !other.trial.equals(trial) && (other.granted || other.request.id() < request.id());
        }

        @Override
        public void cancel() {
            cancelled = true;
            giveUp(new TrainingException("the training was given up while it waited for a device", null));
        }

        void await() {
            timer = Optional.of(system.scheduler()
                    .scheduleOnce(patience, () -> giveUp(waitedTooLong()), system.executionContext()));
        }

        void grant() {
            granted = true;
            timer.ifPresent(Cancellable::cancel);
        }

        void start(int device) {
            try {
                if (engines.get(device).device().isGpu()) {
                    Workers.onDevice(system, () -> run(device));
                } else {
                    Workers.training(system, () -> run(device));
                }
            } catch (RuntimeException e) {
                // The node's threads have ended.
                release(request.id());
                result.completeExceptionally(e);
            }
        }

        private boolean run(int device) {
            L trained;
            try {
                countTraining(device);
                trained = work.on(engines.get(device));
            } catch (DeviceMemoryException e) {
                return isTriedAgain(this, device) || failed(alone(e));
            } catch (Throwable e) {
                return failed(e);
            }
            release(request.id());
            try {
                return result.complete(finish.of(trained));
            } catch (Throwable e) {
                return result.completeExceptionally(e);
            }
        }

        private boolean failed(Throwable failure) {
            release(request.id());
            return result.completeExceptionally(failure);
        }

        private void giveUp(TrainingException why) {
            synchronized (DevicePool.this) {
                if (granted || !orders.containsKey(request.id())) {
                    return;
                }
                timer.ifPresent(Cancellable::cancel);
            }
            failed(why);
        }

        private TrainingException waitedTooLong() {
            return new TrainingException(
                    "no device was free within " + patience.toSeconds() + " s: "
                            + use().stream().map(DeviceUse::describe).collect(Collectors.joining("; ")),
                    null);
        }

        private TrainingException alone(DeviceMemoryException e) {
            Device device = e.device();
            return new TrainingException(
                    e.getMessage() + "; no other training of this node was on " + device.label()
                            + ": take a smaller batch or model, a device with more memory, or end what else uses this one",
                    e);
        }
    }
}
