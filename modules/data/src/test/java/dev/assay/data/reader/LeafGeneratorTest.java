package dev.assay.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.research.dataset.DataFormat;
import dev.assay.research.frontmatter.InvalidInput;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeafGeneratorTest {
    private static RawRows generate(int sites, long seed) throws InvalidInput {
        return new TestingSource(new DataFormat.LeafSynthetic(sites, 60, seed), 1, 5).read();
    }

    private static int[] sizes(RawRows rows) {
        int[] sizes = new int[rows.siteNames().size()];
        Arrays.stream(TestingSource.sites(rows)).forEach(site -> sizes[site]++);
        return sizes;
    }

    @Test
    void aSeedIsAData() throws Exception {
        RawRows rows = generate(20, 1);

        assertThat(generate(20, 1).examples()).isEqualTo(rows.examples());
        assertThat(generate(20, 2).examples()).isNotEqualTo(rows.examples());
        assertThat(rows.siteNames()).hasSize(20).startsWith("task-0001", "task-0002");
    }

    /** A task's rows do not depend on how many tasks there are. */
    @Test
    void tasksHaveStreamsOfTheirOwn() throws Exception {
        RawRows few = generate(3, 1);
        int[] first = IntStream.range(0, few.rows()).toArray();

        assertThat(generate(9, 1).examples().select(first)).isEqualTo(few.examples());
    }

    /**
     * The log-normal (3, 2) has median e^3 = 20.09, so half of the tasks have fewer than 25 rows; 5 or more and at most 1000
     * have all; P(ln n >= ln 995) = 1 - Phi((6.903 - 3) / 2) = 2.55 % have 1000.
     */
    @Test
    void sizesAreLogNormalFromFiveToThousand() throws Exception {
        int[] sizes = sizes(generate(1000, 1));

        assertThat(Arrays.stream(sizes).min().orElseThrow()).isEqualTo(5);
        assertThat(Arrays.stream(sizes).max().orElseThrow()).isEqualTo(1000);
        assertThat(Arrays.stream(sizes).filter(size -> size < 25).count()).isBetween(450L, 550L);
        assertThat(Arrays.stream(sizes).filter(size -> size == 1000).count()).isBetween(12L, 42L);
    }

    /** Within a task feature i has variance i^-1.2; between tasks its centre has variance 2. */
    @Test
    void featuresHaveTheVariancesOfTheGenerator() throws Exception {
        RawRows rows = generate(1000, 3);
        int[] sizes = sizes(rows);
        double[] within = new double[60];
        double between = 0;
        int degrees = 0;
        int row = 0;
        for (int size : sizes) {
            double[] sum = new double[60];
            double[] squares = new double[60];
            for (int i = 0; i < size; i++) {
                float[] values = TestingSource.row(rows, row++);
                for (int f = 0; f < 60; f++) {
                    sum[f] += values[f];
                    squares[f] += (double) values[f] * values[f];
                }
            }
            for (int f = 0; f < 60; f++) {
                within[f] += squares[f] - sum[f] * sum[f] / size;
                between += sum[f] / size * (sum[f] / size);
            }
            degrees += size - 1;
        }
        for (int f : new int[] {0, 1, 9, 59}) {
            double expected = Math.pow(f + 1, -1.2);
            assertThat(within[f] / degrees).isCloseTo(expected, within(0.05 * expected));
        }
        assertThat(between / 1000 / 60).isCloseTo(2, within(0.2));
    }

    @Test
    void everyClassOccurs() throws Exception {
        int[] counts = new int[5];
        Arrays.stream(generate(1000, 1).examples().targets().strata()).forEach(label -> counts[label]++);
        assertThat(counts).doesNotContain(0);
    }
}
