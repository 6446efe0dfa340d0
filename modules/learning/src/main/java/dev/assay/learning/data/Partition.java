package dev.assay.learning.data;

import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.sampling.distribution.DirichletSampler;

/** How training rows are spread over sites: every row to exactly one site, the same way for the same seed. */
public sealed interface Partition {
    /**
     * The rows of each site, by site index, ascending; they index into {@code labels}.
     *
     * @param labels the class of each row
     * @param sites at least 1
     * @throws IllegalArgumentException when the rows cannot be spread as asked
     */
    List<int[]> assign(int[] labels, int sites, long seed);

    /** Shuffled and dealt out: sizes differ by at most one row, labels only by chance. */
    record Iid() implements Partition {
        @Override
        public List<int[]> assign(int[] labels, int sites, long seed) {
            requireEnough(labels.length, sites, 1);
            int[] rows = IntStream.range(0, labels.length).toArray();
            PermutationSampler.shuffle(RandomStreams.stream(seed, RandomPurpose.PARTITION), rows);
            int[] site = new int[labels.length];
            for (int i = 0; i < rows.length; i++) {
                site[rows[i]] = i % sites;
            }
            return bySite(site, sites);
        }
    }

    /**
     * Label skew: the rows of each class are spread over the sites by shares that are drawn from a symmetric Dirichlet
     * distribution (Hsu et al. 2019, with the minimum of Yurochkin et al. 2019). Drawn again as a whole until every site has
     * enough rows.
     *
     * @param alpha concentration, at least 0.001; small = each class on few sites, large = nearly iid
     * @param minRows the least rows of any site, at least 1
     */
    record Dirichlet(double alpha, int minRows) implements Partition {
        static final int MOST_DRAWS = 1_000;
        private static final double LEAST_ALPHA = 1e-3;

        public Dirichlet {
            if (!(alpha >= LEAST_ALPHA) || Double.isInfinite(alpha)) {
                throw new IllegalArgumentException(
                        "alpha must be finite and at least " + LEAST_ALPHA + ", not " + alpha);
            }
            if (minRows < 1) {
                throw new IllegalArgumentException("the least rows of a site must be at least 1, not " + minRows);
            }
        }

        @Override
        public List<int[]> assign(int[] labels, int sites, long seed) {
            requireEnough(labels.length, sites, minRows);
            int[][] classes = RowGroups.of(labels);
            for (int draw = 0; draw < MOST_DRAWS; draw++) {
                int[] site = draw(classes, labels.length, sites, seed, draw);
                if (smallest(site, sites) >= minRows) {
                    return bySite(site, sites);
                }
            }
            throw new IllegalArgumentException("none of " + MOST_DRAWS + " draws with alpha " + alpha + " gave each of "
                    + sites + " sites at least " + minRows + " of " + labels.length
                    + " rows; a larger alpha, fewer sites or a smaller minimum can");
        }

        private int[] draw(int[][] classes, int rows, int sites, long seed, int draw) {
            int[] site = new int[rows];
            for (int label = 0; label < classes.length; label++) {
                UniformRandomProvider random = RandomStreams.stream(seed, RandomPurpose.PARTITION, draw, label);
                double[] shares = shares(random, sites);
                int[] shuffled = classes[label].clone();
                PermutationSampler.shuffle(random, shuffled);
                int next = 0;
                double cumulated = 0;
                for (int s = 0; s < sites; s++) {
                    cumulated += shares[s];
                    // The last site takes what rounding leaves.
                    long end = s == sites - 1 ? shuffled.length : Math.round(cumulated * shuffled.length);
                    for (; next < Math.min(end, shuffled.length); next++) {
                        site[shuffled[next]] = s;
                    }
                }
            }
            return site;
        }

        private double[] shares(UniformRandomProvider random, int sites) {
            return sites == 1
                    ? new double[] {1}
                    : DirichletSampler.symmetric(random, sites, alpha).sample();
        }

        private static int smallest(int[] site, int sites) {
            return Arrays.stream(sizes(site, sites)).min().orElseThrow();
        }
    }

    /**
     * Few classes a site: the rows, sorted by class, are cut into {@code sites * classesPerSite} runs of equal length, and
     * each site gets that many of them by chance (McMahan et al. 2017, section 3). A run may go over a class's border, so a
     * site may have a few rows of one class more.
     *
     * @param classesPerSite at least 1
     */
    record Shards(int classesPerSite) implements Partition {
        public Shards {
            if (classesPerSite < 1) {
                throw new IllegalArgumentException("the classes of a site must be at least 1, not " + classesPerSite);
            }
        }

        @Override
        public List<int[]> assign(int[] labels, int sites, long seed) {
            requireEnough(labels.length, sites, classesPerSite);
            int[] sorted = sortedByClass(labels, seed);
            int shards = Math.multiplyExact(sites, classesPerSite);
            int[] order = IntStream.range(0, shards).toArray();
            PermutationSampler.shuffle(RandomStreams.stream(seed, RandomPurpose.PARTITION), order);
            int[] site = new int[labels.length];
            for (int i = 0; i < shards; i++) {
                int from = (int) ((long) order[i] * labels.length / shards);
                int to = (int) ((order[i] + 1L) * labels.length / shards);
                for (int at = from; at < to; at++) {
                    site[sorted[at]] = i / classesPerSite;
                }
            }
            return bySite(site, sites);
        }

        /** Within a class by chance: which of its rows share a shard says nothing. */
        private static int[] sortedByClass(int[] labels, long seed) {
            int[] sorted = new int[labels.length];
            int used = 0;
            int[][] classes = RowGroups.of(labels);
            for (int label = 0; label < classes.length; label++) {
                PermutationSampler.shuffle(RandomStreams.stream(seed, RandomPurpose.PARTITION, label), classes[label]);
                System.arraycopy(classes[label], 0, sorted, used, classes[label].length);
                used += classes[label].length;
            }
            return sorted;
        }
    }

    /**
     * Quantity skew: the sites' sizes are drawn from a symmetric Dirichlet distribution, which rows they get by chance (Li et
     * al. 2022, section 4). Drawn again until every site has enough rows.
     *
     * @param alpha concentration, at least 0.001; small = a few sites have nearly all
     * @param minRows the least rows of any site, at least 1
     */
    record Quantity(double alpha, int minRows) implements Partition {
        public Quantity {
            new Dirichlet(alpha, minRows);
        }

        @Override
        public List<int[]> assign(int[] labels, int sites, long seed) {
            // With one class for all, the shares of the label skew are the sites' sizes.
            return new Dirichlet(alpha, minRows).assign(new int[labels.length], sites, seed);
        }
    }

    private static void requireEnough(int rows, int sites, int minRows) {
        if (sites < 1) {
            throw new IllegalArgumentException("a partition needs at least 1 site, not " + sites);
        }
        if ((long) sites * minRows > rows) {
            throw new IllegalArgumentException(
                    rows + " rows are too few for " + sites + " sites of at least " + minRows);
        }
    }

    private static int[] sizes(int[] site, int sites) {
        int[] sizes = new int[sites];
        for (int s : site) {
            sizes[s]++;
        }
        return sizes;
    }

    private static List<int[]> bySite(int[] site, int sites) {
        return List.of(RowGroups.of(site, sites));
    }
}
