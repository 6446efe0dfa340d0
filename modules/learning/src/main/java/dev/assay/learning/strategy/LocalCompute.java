package dev.assay.learning.strategy;

/** How much a site trains in one round: a recipe has exactly one of the two modes. */
public sealed interface LocalCompute {
    /** Whole passes over the site's training rows, the last partial batch included; at least 1. */
    record Epochs(int count) implements LocalCompute {
        public Epochs {
            requirePositive("epochs", count);
        }

        @Override
        public int stepsPerRound(int rows, int batchSize) {
            return Math.multiplyExact(count, (rows + batchSize - 1) / batchSize);
        }
    }

    /** Optimizer steps, whatever the site's size, going round its rows again and again; at least 1. */
    record Steps(int count) implements LocalCompute {
        public Steps {
            requirePositive("steps", count);
        }

        @Override
        public int stepsPerRound(int rows, int batchSize) {
            return count;
        }
    }

    /** The optimizer steps of a round on a site with this many training rows. */
    int stepsPerRound(int rows, int batchSize);

    /**
     * The rows that a round takes forward and backward on a site with this many training rows: whole passes, each with a
     * smaller last batch where the rows do not divide, then full batches of one more pass.
     */
    default long samplesPerRound(int rows, int batchSize) {
        int batches = (rows + batchSize - 1) / batchSize;
        int steps = stepsPerRound(rows, batchSize);
        return (long) (steps / batches) * rows + (long) (steps % batches) * batchSize;
    }

    private static void requirePositive(String what, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("local " + what + " must be at least 1, not " + count);
        }
    }
}
