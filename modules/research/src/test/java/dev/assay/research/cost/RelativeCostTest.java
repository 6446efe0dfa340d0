package dev.assay.research.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RelativeCostTest {
    private static final MeanCost BASELINE =
            MeanCost.of(List.of(new Cost(1_000, 100, 600, 400, 1))).orElseThrow();

    private static RelativeCost relative(long samples, long steps, long down, long up) {
        MeanCost mean =
                MeanCost.of(List.of(new Cost(samples, steps, down, up, 9))).orElseThrow();
        return RelativeCost.of(mean, BASELINE);
    }

    @Test
    void meanIsOverTrials() {
        MeanCost mean = MeanCost.of(List.of(new Cost(10, 2, 4, 8, 1), new Cost(20, 3, 6, 10, 2)))
                .orElseThrow();

        assertThat(mean).isEqualTo(new MeanCost(2, 15, 2.5, 5, 9, 1.5));
        assertThat(MeanCost.of(List.of())).isEmpty();
    }

    @Test
    void lessAndUpToTheToleranceIsEqualCost() {
        assertThat(relative(1_050, 105, 630, 420).isEqual()).isTrue();
        assertThat(relative(10, 1, 1, 1).isEqual()).isTrue();
    }

    @Test
    void eachPartAloneCanBeTooMuchAndTimeIsNone() {
        assertThat(relative(1_051, 100, 600, 400).excess()).containsExactly("1.05 times the baseline's sample passes");
        assertThat(relative(1_000, 106, 600, 400).excess())
                .containsExactly("1.06 times the baseline's optimizer steps");
        assertThat(relative(1_000, 100, 1_600, 400).excess()).containsExactly("2.00 times the baseline's bytes");
        assertThat(relative(1_000, 100, 600, 400).isEqual()).isTrue();
    }

    @Test
    void whatTheBaselineSpendsNothingOfIsNotComparable() {
        MeanCost nothing = MeanCost.of(List.of(Cost.NONE)).orElseThrow();

        assertThat(RelativeCost.of(nothing, nothing).isEqual()).isTrue();
        assertThat(RelativeCost.of(BASELINE, nothing).isEqual()).isFalse();
    }
}
