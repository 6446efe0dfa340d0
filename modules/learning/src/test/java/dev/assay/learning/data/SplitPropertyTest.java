package dev.assay.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitPropertyTest {
    @Property(tries = 200)
    void partsAreDisjointCompleteAndDeterministic(
            @ForAll @IntRange(min = 60, max = 300) int rows,
            @ForAll @DoubleRange(min = 0.2, max = 0.5) double train,
            @ForAll long seed) {
        int[] labels = labels(rows, seed);
        Split.Fractions fractions = new Split.Fractions(train, 0.3, 1 - train - 0.3);
        Split split = Split.stratified(labels, fractions, seed);
        int[] all = IntStream.concat(
                        IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.selection())),
                        Arrays.stream(split.holdOut()))
                .sorted()
                .toArray();
        assertThat(all).isEqualTo(IntStream.range(0, labels.length).toArray());
        assertThat(Split.stratified(labels, fractions, seed)).isEqualTo(split);
    }

    @Property(tries = 200)
    void everyClassIsSplitWithinOneRowOfItsFractions(
            @ForAll @IntRange(min = 60, max = 300) int rows, @ForAll long seed) {
        int[] labels = labels(rows, seed);
        Split split = Split.stratified(labels, new Split.Fractions(0.6, 0.2, 0.2), seed);
        for (int label = 0; label <= 5; label++) {
            int wanted = label;
            long ofLabel = Arrays.stream(labels).filter(l -> l == wanted).count();
            assertThat(count(labels, split.train(), label) - 0.6 * ofLabel).isBetween(-1.0, 1.0);
            assertThat(count(labels, split.selection(), label) - 0.2 * ofLabel).isBetween(-1.0, 1.0);
            assertThat(count(labels, split.holdOut(), label) - 0.2 * ofLabel).isBetween(-1.0, 1.0);
        }
    }

    @Test
    void leftOverRowsGoToTheLargestRemainders() {
        // 7 rows: quotas 3.5, 1.4, 2.1; the one row left goes to train.
        Split split = Split.stratified(new int[7], new Split.Fractions(0.5, 0.2, 0.3), 1);
        assertThat(split.train()).hasSize(4);
        assertThat(split.selection()).hasSize(1);
        assertThat(split.holdOut()).hasSize(2);
    }

    @Test
    void anotherSeedGivesAnotherSplit() {
        Split.Fractions fractions = new Split.Fractions(0.5, 0.25, 0.25);
        int[] labels = new int[100];
        assertThat(Split.stratified(labels, fractions, 1)).isNotEqualTo(Split.stratified(labels, fractions, 2));
    }

    @Test
    void refusesFractionsThatAreNoneAndRowsThatAreTooFew() {
        assertThatThrownBy(() -> new Split.Fractions(1, 0, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new Split.Fractions(0.5, 0.3, 0.3)).hasMessageContaining("their sum 1");
        assertThatThrownBy(() -> new Split.Fractions(Double.NaN, 0.3, 0.3)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Split.stratified(new int[2], new Split.Fractions(0.4, 0.3, 0.3), 1))
                .hasMessageContaining("2 rows are too few");
    }

    @Test
    void anOrderedSplitKeepsTheRowsOrder() {
        Split split = Split.of(new int[] {1, 0, 1, 0, 1}, new Split.Fractions(0.6, 0.2, 0.2), Split.Order.ORDERED, 1);
        assertThat(split.train()).containsExactly(0, 1, 2);
        assertThat(split.selection()).containsExactly(3);
        assertThat(split.holdOut()).containsExactly(4);
    }

    @Test
    void aRandomSplitDoesNotLookAtTheStrata() {
        int[] strata = labels(200, 3);
        Split.Fractions fractions = new Split.Fractions(0.5, 0.25, 0.25);
        assertThat(Split.of(strata, fractions, Split.Order.RANDOM, 1))
                .isEqualTo(Split.of(new int[200], fractions, Split.Order.RANDOM, 1))
                .isNotEqualTo(Split.of(strata, fractions, Split.Order.STRATIFIED, 1));
    }

    @Test
    void divisionsUnderOneSeedAreToldApartByTheirPath() {
        Split.Fractions fractions = new Split.Fractions(0.5, 0.5, 0);
        assertThat(Split.of(new int[50], fractions, Split.Order.RANDOM, 1, 0).holdOut())
                .isEmpty();
        assertThat(Split.of(new int[50], fractions, Split.Order.RANDOM, 1, 0))
                .isNotEqualTo(Split.of(new int[50], fractions, Split.Order.RANDOM, 1, 1));
    }

    /** Six classes, the first ones larger. */
    private static int[] labels(int rows, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, rows)
                .map(row -> random.nextInt(1 + random.nextInt(6)))
                .toArray();
    }

    private static long count(int[] labels, int[] rows, int label) {
        return Arrays.stream(rows).filter(row -> labels[row] == label).count();
    }
}
