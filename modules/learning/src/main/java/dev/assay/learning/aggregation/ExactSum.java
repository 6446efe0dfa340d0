package dev.assay.learning.aggregation;

import dev.assay.learning.model.ModelVector;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * The exact sum of weighted vectors: the same bits whatever the order of the additions and however partial sums are merged.
 * Memory does not depend on the number of vectors: 16 bytes a coordinate, more only for coordinates with extreme values.
 *
 * <p>A float times a weight below 2^29 is exact in a double. Each such product is split over two fixed grids, a high one of
 * multiples of 2^-32 and a low one of multiples of 2^-76, and each coordinate sums both parts in a double of their own. Sums
 * of multiples of a grid are exact as long as they stay below 2^53 grid steps, which {@link #settle()} sees to. What does
 * not fit the grids (products above 2^12, bits below 2^-76, larger weights) goes to an exact integer tail. How a value is
 * spread over the parts depends on the order; the value does not, and only the value, rounded once, leaves this class.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class ExactSum {
    private static final int BLOCK = 256;

    /** Adding and subtracting 1.5 * 2^(52 + k) rounds a double to a multiple of 2^k: its unit in the last place is 2^k. */
    private static final double TO_HIGH_GRID = 0x1.8p20; // k = -32

    private static final double TO_LOW_GRID = 0x1.8p-24; // k = -76
    /** Rounds every product that the grids can take, up to 2^12, to zero. */
    private static final double TO_EXCESS = 0x1.8p65; // k = 13

    /** So many products of at most 2^12, on top of what is settled, stay below 2^21, the exact range of the high grid. */
    private static final int ADDITIONS_BEFORE_SETTLING = 255;

    private static final double SETTLED = 0x1p20;

    private static final long GRID_WEIGHTS = 1L << 29;

    /** The tail counts in units of 2^-149, the smallest float; its values are sums of floats times whole weights. */
    private static final int TAIL_EXPONENT = -149;

    private static final double[] ZEROS = new double[BLOCK];

    private final int size;
    private final double[] high;
    private final double[] low;
    /** By block, then by coordinate; null where nothing was ever put. */
    private final BigInteger[][] tail;

    private final float[] values = new float[BLOCK];
    private final double[] products = new double[BLOCK];
    private final double[] highParts = new double[BLOCK];
    private final double[] lowParts = new double[BLOCK];
    private final double[] rests = new double[BLOCK];

    private long totalWeight;
    private int additions;

    /** An empty sum of vectors with this many values. */
    public ExactSum(int size) {
        this.size = size;
        this.high = new double[size];
        this.low = new double[size];
        this.tail = new BigInteger[(size + BLOCK - 1) / BLOCK][];
    }

    public int size() {
        return size;
    }

    /** The sum of all weights so far. */
    public long totalWeight() {
        return totalWeight;
    }

    /**
     * Adds {@code weight * vector}.
     *
     * @param vector as long as this sum; finite values only
     * @param weight at least 1
     * @throws IllegalArgumentException for anything else; the sum is then as before
     */
    public void add(ModelVector vector, long weight) {
        if (vector.size() != size) {
            throw new IllegalArgumentException(
                    "a vector of " + vector.size() + " values does not fit a sum of " + size + " values");
        }
        if (weight < 1) {
            throw new IllegalArgumentException("a weight must be at least 1, not " + weight);
        }
        long newTotal = Math.addExact(totalWeight, weight);
        settleWhenDue();
        for (int from = 0; from < size; from += BLOCK) {
            int notFinite = addBlock(vector, from, weight);
            if (notFinite >= 0) {
                takeBack(vector, from, weight);
                throw new IllegalArgumentException(
                        "value " + notFinite + " is " + vector.get(notFinite) + "; only finite values can be summed");
            }
        }
        totalWeight = newTotal;
    }

    /**
     * Adds all that the other sum holds, which stays as it is.
     *
     * @throws IllegalArgumentException for a sum of another size, and for this one
     */
    public void merge(ExactSum other) {
        if (other == this) {
            throw new IllegalArgumentException("a sum cannot be merged into itself");
        }
        if (other.size != size) {
            throw new IllegalArgumentException(
                    "a sum of " + other.size + " values does not fit a sum of " + size + " values");
        }
        totalWeight = Math.addExact(totalWeight, other.totalWeight);
        settle();
        for (int i = 0; i < size; i++) {
            double carry = (other.low[i] + TO_HIGH_GRID) - TO_HIGH_GRID;
            double theirHigh = other.high[i] + carry;
            low[i] += other.low[i] - carry;
            if (Math.abs(theirHigh) < SETTLED) {
                high[i] += theirHigh;
            } else {
                addToTail(i, tailUnits(theirHigh));
            }
        }
        settle();
        for (int block = 0; block < tail.length; block++) {
            BigInteger[] theirs = other.tail[block];
            for (int i = 0; theirs != null && i < theirs.length; i++) {
                addToTail(block * BLOCK + i, theirs[i]);
            }
        }
    }

    /**
     * Writes the means of {@code length} coordinates from index {@code from} to the start of {@code target}: the exact sum,
     * rounded once to a double, divided by the total weight.
     *
     * @throws IllegalStateException when nothing was added
     */
    public void readMean(int from, double[] target, int length) {
        if (totalWeight == 0) {
            throw new IllegalStateException("the mean of no vectors is not defined");
        }
        double weights = totalWeight;
        for (int i = 0; i < length; i++) {
            target[i] = sum(from + i) / weights;
        }
    }

    /** The means, rounded to floats. */
    public ModelVector meanAsFloat() {
        float[] means = new float[size];
        double[] block = new double[BLOCK];
        for (int from = 0; from < size; from += BLOCK) {
            int length = Math.min(BLOCK, size - from);
            readMean(from, block, length);
            for (int i = 0; i < length; i++) {
                means[from + i] = (float) block[i];
            }
        }
        return ModelVector.adopt(means);
    }

    /** The exact sum of one coordinate, rounded to the nearest double (ties to even). */
    public double sum(int index) {
        BigInteger[] block = tail[index / BLOCK];
        BigInteger rest = block == null ? BigInteger.ZERO : block[index % BLOCK];
        if (rest.signum() == 0) {
            return high[index] + low[index];
        }
        BigInteger units = rest.add(tailUnits(high[index])).add(tailUnits(low[index]));
        return Math.scalb(units.doubleValue(), TAIL_EXPONENT);
    }

    /** Adds a block and returns -1, or changes nothing and returns the index of a value that is not finite. */
    private int addBlock(ModelVector vector, int from, long weight) {
        int length = Math.min(BLOCK, size - from);
        vector.read(from, values, length);
        if (Math.abs(weight) < GRID_WEIGHTS) {
            widen(values, products, length);
            spread(products, (double) weight, highParts, lowParts, rests, length);
            if (Arrays.mismatch(rests, 0, length, ZEROS, 0, length) >= 0) {
                int notFinite = moveMisfitsToTail(from, length, weight);
                if (notFinite >= 0) {
                    return notFinite;
                }
            }
            addParts(highParts, high, from, length);
            addParts(lowParts, low, from, length);
            return -1;
        }
        return addBlockToTail(from, length, weight);
    }

    /**
     * Splits each product over the grids. What the grids do not take leaves a rest other than (positive) zero: products above
     * 2^12 leave an excess that no difference in the low bits can cancel.
     */
    private static void spread(
            double[] values, double weight, double[] highParts, double[] lowParts, double[] rests, int length) {
        for (int i = 0; i < length; i++) {
            double product = values[i] * weight;
            double highPart = (product + TO_HIGH_GRID) - TO_HIGH_GRID;
            double remainder = product - highPart;
            double lowPart = (remainder + TO_LOW_GRID) - TO_LOW_GRID;
            highParts[i] = highPart;
            lowParts[i] = lowPart;
            rests[i] = ((product + TO_EXCESS) - TO_EXCESS) + (lowPart - remainder);
        }
    }

    private static void widen(float[] values, double[] target, int length) {
        for (int i = 0; i < length; i++) {
            target[i] = values[i];
        }
    }

    private static void addParts(double[] parts, double[] sums, int from, int length) {
        for (int i = 0; i < length; i++) {
            sums[from + i] += parts[i];
        }
    }

    private int moveMisfitsToTail(int from, int length, long weight) {
        int notFinite = firstNotFinite(from, length);
        if (notFinite >= 0) {
            return notFinite;
        }
        for (int i = 0; i < length; i++) {
            if (rests[i] != 0) {
                addToTail(from + i, tailUnits(values[i]).multiply(BigInteger.valueOf(weight)));
                highParts[i] = 0;
                lowParts[i] = 0;
            }
        }
        return -1;
    }

    private int addBlockToTail(int from, int length, long weight) {
        int notFinite = firstNotFinite(from, length);
        if (notFinite < 0) {
            for (int i = 0; i < length; i++) {
                addToTail(from + i, tailUnits(values[i]).multiply(BigInteger.valueOf(weight)));
            }
        }
        return notFinite;
    }

    private int firstNotFinite(int from, int length) {
        for (int i = 0; i < length; i++) {
            if (!Float.isFinite(values[i])) {
                return from + i;
            }
        }
        return -1;
    }

    /** The sum is exact, so subtracting the blocks before {@code end} leaves no trace of them. */
    private void takeBack(ModelVector vector, int end, long weight) {
        settle();
        for (int from = 0; from < end; from += BLOCK) {
            addBlock(vector, from, -weight);
        }
        additions = 1;
    }

    private void settleWhenDue() {
        if (additions == ADDITIONS_BEFORE_SETTLING) {
            settle();
        }
        additions++;
    }

    /** Carries what the low parts gathered to the high ones, and large high parts to the tail. */
    private void settle() {
        for (int i = 0; i < size; i++) {
            double carry = (low[i] + TO_HIGH_GRID) - TO_HIGH_GRID;
            high[i] += carry;
            low[i] -= carry;
        }
        for (int i = 0; i < size; i++) {
            if (Math.abs(high[i]) >= SETTLED) {
                addToTail(i, tailUnits(high[i]));
                high[i] = 0;
            }
        }
        additions = 0;
    }

    private void addToTail(int index, BigInteger units) {
        if (units.signum() == 0) {
            return;
        }
        BigInteger[] block = tail[index / BLOCK];
        if (block == null) {
            block = new BigInteger[Math.min(BLOCK, size - index / BLOCK * BLOCK)];
            Arrays.fill(block, BigInteger.ZERO);
            tail[index / BLOCK] = block;
        }
        block[index % BLOCK] = block[index % BLOCK].add(units);
    }

    /** A multiple of 2^-149 as a whole number of these units, exactly. */
    private static BigInteger tailUnits(double value) {
        if (value == 0) {
            return BigInteger.ZERO;
        }
        long bits = Double.doubleToRawLongBits(value);
        long mantissa = (bits & 0x000F_FFFF_FFFF_FFFFL) | 0x0010_0000_0000_0000L;
        int shift = Math.getExponent(value) - 52 - TAIL_EXPONENT;
        // A multiple of the unit has only zeros where a negative shift cuts.
        BigInteger units = BigInteger.valueOf(mantissa).shiftLeft(shift);
        return value < 0 ? units.negate() : units;
    }
}
