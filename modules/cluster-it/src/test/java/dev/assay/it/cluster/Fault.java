package dev.assay.it.cluster;

import java.util.List;

/** What is done to a node, and how it ends. All but a kill leave its process there; a long one outlasts the others' patience. */
enum Fault {
    KILL(true, false) {
        @Override
        void begin(DisturbedCluster cluster, String node) {
            cluster.kill(node);
        }

        @Override
        void end(DisturbedCluster cluster, String node) {
            cluster.restart(node);
        }
    },
    HALT(true, false) {
        @Override
        void begin(DisturbedCluster cluster, String node) {
            cluster.halt(node);
        }

        @Override
        void end(DisturbedCluster cluster, String node) {
            cluster.wake(node);
            cluster.awaitEnded(node);
        }
    },
    /** Between a write to the ledger and its commit: what would keep another server from writing the same event. */
    HALT_IN_WRITE(true, false) {
        @Override
        void begin(DisturbedCluster cluster, String node) {
            cluster.haltInWrite(node);
        }

        @Override
        void end(DisturbedCluster cluster, String node) {
            cluster.wake(node);
            cluster.awaitEnded(node);
        }
    },
    HALT_BRIEFLY(false, false) {
        @Override
        void begin(DisturbedCluster cluster, String node) {
            cluster.halt(node);
        }

        @Override
        void end(DisturbedCluster cluster, String node) {
            cluster.wake(node);
        }
    },
    UNPLUG(true, true) {
        @Override
        void begin(DisturbedCluster cluster, String node) {
            cluster.network().unplug(node);
        }

        /** It ends by itself while it is alone, and is started when its network is back. */
        @Override
        void end(DisturbedCluster cluster, String node) {
            cluster.awaitExit(node);
            cluster.network().plug(node);
            cluster.restart(node);
        }
    },
    UNPLUG_BRIEFLY(false, true) {
        @Override
        void begin(DisturbedCluster cluster, String node) {
            cluster.network().unplug(node);
        }

        @Override
        void end(DisturbedCluster cluster, String node) {
            cluster.network().plug(node);
        }
    },
    /** The others are out of its reach, the database is not. */
    PART(true, true) {
        @Override
        void begin(DisturbedCluster cluster, String node) {
            cluster.network().part(List.of(node), others(cluster, node));
        }

        @Override
        void end(DisturbedCluster cluster, String node) {
            cluster.awaitExit(node);
            cluster.network().join(List.of(node), others(cluster, node));
            cluster.restart(node);
        }
    };

    private final boolean isLong;
    private final boolean needsNetwork;

    Fault(boolean isLong, boolean needsNetwork) {
        this.isLong = isLong;
        this.needsNetwork = needsNetwork;
    }

    abstract void begin(DisturbedCluster cluster, String node);

    abstract void end(DisturbedCluster cluster, String node);

    /** Whether the others go on without the node. */
    boolean isLong() {
        return isLong;
    }

    boolean needsNetwork() {
        return needsNetwork;
    }

    private static List<String> others(DisturbedCluster cluster, String node) {
        return cluster.names().stream().filter(other -> !other.equals(node)).toList();
    }
}
