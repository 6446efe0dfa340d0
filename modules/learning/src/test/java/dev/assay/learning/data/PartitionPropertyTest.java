package dev.assay.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PartitionPropertyTest {
    private static final int ROWS = 1_000;
    private static final int CLASSES = 10;

    @Property(tries = 100)
    void dirichletGivesEveryRowToOneSiteAndEnoughToEach(
            @ForAll @DoubleRange(min = 0.3, max = 100) double alpha,
            @ForAll @IntRange(min = 1, max = 10) int sites,
            @ForAll long seed) {
        Partition partition = new Partition.Dirichlet(alpha, 10);
        List<int[]> rows = partition.assign(labels(), sites, seed);
        assertComplete(rows, sites);
        assertThat(rows).allSatisfy(site -> assertThat(site.length).isGreaterThanOrEqualTo(10));
        assertThat(Arrays.deepEquals(partition.assign(labels(), sites, seed).toArray(), rows.toArray()))
                .isTrue();
    }

    @Property(tries = 100)
    void iidGivesEveryRowToOneSiteInEqualShares(@ForAll @IntRange(min = 1, max = 50) int sites, @ForAll long seed) {
        List<int[]> rows = new Partition.Iid().assign(labels(), sites, seed);
        assertComplete(rows, sites);
        assertThat(rows).allSatisfy(site -> assertThat(site.length).isBetween(ROWS / sites, ROWS / sites + 1));
        assertThat(Arrays.deepEquals(
                        new Partition.Iid().assign(labels(), sites, seed).toArray(), rows.toArray()))
                .isTrue();
    }

    @Property(tries = 100)
    void shardsGiveEachSiteFewClassesInEqualShares(
            @ForAll @IntRange(min = 1, max = 20) int sites,
            @ForAll @IntRange(min = 1, max = 4) int shards,
            @ForAll long seed) {
        List<int[]> rows = new Partition.Shards(shards).assign(labels(), sites, seed);
        assertComplete(rows, sites);
        assertThat(rows).allSatisfy(site -> {
            assertThat(site.length)
                    .isBetween(shards * (ROWS / (sites * shards)), shards * (ROWS / (sites * shards) + 1));
            // A run is no longer than a class here if there are at least as many runs as classes: it meets two at most.
            if (sites * shards >= 10) {
                assertThat(Arrays.stream(site)
                                .map(row -> labels()[row])
                                .distinct()
                                .count())
                        .isLessThanOrEqualTo(2L * shards);
            }
        });
        assertThat(Arrays.deepEquals(
                        new Partition.Shards(shards)
                                .assign(labels(), sites, seed)
                                .toArray(),
                        rows.toArray()))
                .isTrue();
    }

    @Property(tries = 100)
    void quantitySkewGivesEveryRowToOneSiteWithoutLookingAtLabels(
            @ForAll @IntRange(min = 1, max = 10) int sites, @ForAll long seed) {
        Partition partition = new Partition.Quantity(0.5, 5);
        List<int[]> rows = partition.assign(labels(), sites, seed);
        assertComplete(rows, sites);
        assertThat(rows).allSatisfy(site -> assertThat(site.length).isGreaterThanOrEqualTo(5));
        assertThat(Arrays.deepEquals(
                        partition.assign(new int[ROWS], sites, seed).toArray(), rows.toArray()))
                .isTrue();
    }

    @Test
    void quantitySkewMakesSizesDiffer() {
        int[] sizes = new Partition.Quantity(0.3, 1)
                .assign(labels(), 10, 1).stream()
                        .mapToInt(site -> site.length)
                        .sorted()
                        .toArray();
        assertThat(sizes[9]).isGreaterThan(5 * sizes[2]);
    }

    @Test
    void labelSkewGrowsAsAlphaFalls() {
        double previous = 0;
        for (double alpha : new double[] {100, 10, 1, 0.3, 0.1}) {
            double skew = 0;
            for (int seed = 0; seed < 20; seed++) {
                skew += skew(new Partition.Dirichlet(alpha, 1).assign(labels(), 8, seed)) / 20;
            }
            assertThat(skew).as("skew at alpha " + alpha).isGreaterThan(previous + 0.02);
            previous = skew;
        }
    }

    @Test
    void anotherSeedGivesAnotherPartition() {
        Partition partition = new Partition.Dirichlet(0.5, 1);
        assertThat(partition.assign(labels(), 4, 1).get(0))
                .isNotEqualTo(partition.assign(labels(), 4, 2).get(0));
    }

    @Test
    void saysWhenTheRowsCannotBeSpread() {
        assertThatThrownBy(() -> new Partition.Dirichlet(1, 126).assign(labels(), 8, 1))
                .hasMessageContaining("1000 rows are too few for 8 sites of at least 126");
        assertThatThrownBy(() -> new Partition.Dirichlet(0.01, 50)
                        .assign(new int[60], 2, 1)
                        .size())
                .hasMessageContaining("60 rows are too few");
        assertThatThrownBy(() -> new Partition.Dirichlet(0.01, 20).assign(new int[60], 3, 1))
                .hasMessageContaining("alpha 0.01")
                .hasMessageContaining("a larger alpha");
        assertThatThrownBy(() -> new Partition.Iid().assign(new int[3], 4, 1)).hasMessageContaining("3 rows");
        assertThatThrownBy(() -> new Partition.Iid().assign(new int[3], 0, 1)).hasMessageContaining("at least 1 site");
        assertThatThrownBy(() -> new Partition.Dirichlet(0, 1)).hasMessageContaining("not 0.0");
        assertThatThrownBy(() -> new Partition.Dirichlet(Double.NaN, 1)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Partition.Dirichlet(1, 0)).hasMessageContaining("at least 1, not 0");
    }

    /** The mean over sites of the total variation between the site's label shares and the overall (even) ones. */
    private static double skew(List<int[]> sites) {
        double skew = 0;
        for (int[] rows : sites) {
            for (int label = 0; label < CLASSES; label++) {
                int wanted = label;
                double share = (double) Arrays.stream(rows)
                                .filter(row -> row % CLASSES == wanted)
                                .count()
                        / rows.length;
                skew += Math.abs(share - 1.0 / CLASSES) / 2 / sites.size();
            }
        }
        return skew;
    }

    private static void assertComplete(List<int[]> rows, int sites) {
        assertThat(rows).hasSize(sites);
        assertThat(rows.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                .isEqualTo(IntStream.range(0, ROWS).toArray());
    }

    private static int[] labels() {
        return IntStream.range(0, ROWS).map(row -> row % CLASSES).toArray();
    }
}
