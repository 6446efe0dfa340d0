package dev.assay.it.cluster;

import java.util.List;
import java.util.function.BiConsumer;

/** What is done to a node, or to what all of them need, and how it ends. */
enum Fault {
    KILL(Effect.REMOVED, DisturbedCluster::kill, DisturbedCluster::restart),
    /** It is told to stop: it hands over what runs on it, and ends with status 0. */
    LEAVE(Effect.REMOVED, DisturbedCluster::leave, DisturbedCluster::restart),
    /** Every node at once. */
    KILL_ALL(Effect.NOBODY_LEFT, (cluster, all) -> cluster.killAll(), (cluster, all) -> cluster.restartAll()),
    /** The server of their database is stopped. */
    DATABASE_AWAY(
            Effect.WAITED_FOR, (cluster, all) -> cluster.stopDatabase(), (cluster, all) -> cluster.restartDatabase()),
    HALT(Effect.REMOVED, DisturbedCluster::halt, Fault::wakeToItsEnd),
    /** Between a write to the ledger and its commit: what would keep another server from writing the same event. */
    HALT_IN_WRITE(Effect.REMOVED, DisturbedCluster::haltInWrite, Fault::wakeToItsEnd) {
        /** A client writes nothing, and an agent too seldom. */
        @Override
        boolean isPossibleAt(String node) {
            return node.startsWith("server");
        }
    },
    HALT_BRIEFLY(Effect.PASSES, DisturbedCluster::halt, DisturbedCluster::wake),
    /** Its disk takes nothing more for a while: no checkpoints at a server, no reports at an agent. */
    FULL_DISK(Effect.PASSES, DisturbedCluster::fillDisk, DisturbedCluster::clearDisk) {
        @Override
        boolean isPossibleAt(String node) {
            return node.startsWith("server") || node.startsWith("agent");
        }
    },
    /** It ends by itself while it is alone, and is started when its network is back. */
    UNPLUG(Effect.REMOVED, DisturbedCluster::unplug, (cluster, node) -> {
        cluster.awaitExit(node);
        cluster.plug(node);
        cluster.restart(node);
    }),
    UNPLUG_BRIEFLY(Effect.PASSES, DisturbedCluster::unplug, DisturbedCluster::plug),
    /** The others are out of its reach, the database is not. */
    PART(
            Effect.REMOVED,
            (cluster, node) -> cluster.network().part(List.of(node), others(cluster, node)),
            (cluster, node) -> {
                cluster.awaitExit(node);
                cluster.network().join(List.of(node), others(cluster, node));
                cluster.restart(node);
            }),
    /** Little goes through its cable, late, and some of it is lost. */
    SLOW_NETWORK(
            Effect.BORNE,
            (cluster, node) -> cluster.network().slow(node),
            (cluster, node) -> cluster.network().quicken(node));

    /** In place of a node's name: what is done to all of them. */
    static final String ALL = "all";

    /** What the others make of it. */
    enum Effect {
        /** They go on without the node, which has left or whose time is up. */
        REMOVED(true),
        /** They wait until it is over. */
        PASSES(false),
        /** They go on with the node while it lasts. */
        BORNE(true),
        /** There are no others. */
        NOBODY_LEFT(false),
        /** They say that they wait until it is over. */
        WAITED_FOR(false);

        private final boolean goesOn;

        Effect(boolean goesOn) {
            this.goesOn = goesOn;
        }

        /** Whether trials go on while it lasts. */
        boolean goesOn() {
            return goesOn;
        }
    }

    private final Effect effect;
    private final BiConsumer<DisturbedCluster, String> begin;
    private final BiConsumer<DisturbedCluster, String> end;

    Fault(Effect effect, BiConsumer<DisturbedCluster, String> begin, BiConsumer<DisturbedCluster, String> end) {
        this.effect = effect;
        this.begin = begin;
        this.end = end;
    }

    void begin(DisturbedCluster cluster, String node) {
        begin.accept(cluster, node);
    }

    void end(DisturbedCluster cluster, String node) {
        end.accept(cluster, node);
    }

    Effect effect() {
        return effect;
    }

    boolean needsNetwork() {
        return switch (this) {
            case UNPLUG, UNPLUG_BRIEFLY, PART, SLOW_NETWORK -> true;
            case KILL, LEAVE, KILL_ALL, DATABASE_AWAY, HALT, HALT_IN_WRITE, HALT_BRIEFLY, FULL_DISK -> false;
        };
    }

    /** Whether a node of this name, which begins with its role, can suffer it, or {@link #ALL}. */
    boolean isPossibleAt(String node) {
        return node.equals(ALL) == (effect == Effect.NOBODY_LEFT || effect == Effect.WAITED_FOR);
    }

    private static void wakeToItsEnd(DisturbedCluster cluster, String node) {
        cluster.wake(node);
        cluster.awaitExit(node);
        cluster.restart(node);
    }

    private static List<String> others(DisturbedCluster cluster, String node) {
        return cluster.names().stream().filter(other -> !other.equals(node)).toList();
    }
}
