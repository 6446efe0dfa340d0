package dev.assay.agent.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.agent.board.FairShares.Seat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FairSharesTest {
    @Test
    void aTotalIsDealtOutEvenlyAndWhatIsLeftGoesToTheOldest() {
        assertThat(FairShares.shares(8, List.of(9, 9))).containsExactly(4, 4);
        assertThat(FairShares.shares(8, List.of(9, 9, 9))).containsExactly(3, 3, 2);
        assertThat(FairShares.shares(2, List.of(9, 9, 9))).containsExactly(1, 1, 0);
        assertThat(FairShares.shares(8, List.of())).isEmpty();
    }

    @Test
    void whatOneDoesNotWantTheOthersShare() {
        assertThat(FairShares.shares(8, List.of(1, 9, 9))).containsExactly(1, 4, 3);
        assertThat(FairShares.shares(8, List.of(0, 2, 9))).containsExactly(0, 2, 6);
        assertThat(FairShares.shares(8, List.of(1, 1))).containsExactly(1, 1);
    }

    @Test
    void newcomerGetsItsShareOnlyAsTrialsOfTheOthersEnd() {
        assertThat(FairShares.widths(4, List.of(new Seat(9, 4), new Seat(9, 0))))
                .containsExactly(2, 0);
        assertThat(FairShares.widths(4, List.of(new Seat(9, 3), new Seat(9, 0))))
                .containsExactly(2, 1);
        assertThat(FairShares.widths(4, List.of(new Seat(9, 2), new Seat(9, 1))))
                .containsExactly(2, 2);
    }

    @Property
    void sharesAreEvenAndLeaveNothingThatSomebodyWants(
            @ForAll @IntRange(max = 40) int total, @ForAll("wants") List<Integer> wanted) {
        List<Integer> shares = FairShares.shares(total, wanted);

        int all = wanted.stream().mapToInt(Integer::intValue).sum();
        assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(Math.min(total, all));
        for (int one = 0; one < wanted.size(); one++) {
            assertThat(shares.get(one)).isBetween(0, wanted.get(one));
            for (int other = 0; other < wanted.size(); other++) {
                if (shares.get(one) < wanted.get(one)) {
                    assertThat(shares.get(other)).isLessThanOrEqualTo(shares.get(one) + (other < one ? 1 : 0));
                }
            }
        }
    }

    /** Campaigns that want, start and end trials at random, and learn of their widths late: never more than the total run. */
    @Property
    void neverMoreThanTheTotalRun(@ForAll @IntRange(min = 1, max = 9) int total, @ForAll("steps") List<Integer> steps) {
        List<Told> campaigns =
                new ArrayList<>(IntStream.range(0, 4).mapToObj(i -> new Told()).toList());
        for (int step : steps) {
            Told one = campaigns.get(step % 4);
            switch (step / 4 % 4) {
                case 0 -> one.wanted = step % 7;
                case 1 -> one.end();
                default -> one.learn();
            }
            List<Integer> widths = FairShares.widths(
                    total,
                    campaigns.stream().map(c -> new Seat(c.wanted, c.atMost())).toList());
            for (int i = 0; i < 4; i++) {
                campaigns.get(i).give(widths.get(i));
            }
            assertThat(campaigns.stream().mapToInt(campaign -> campaign.runs).sum())
                    .isLessThanOrEqualTo(total);
        }
    }

    private static final class Told {
        private final List<Integer> widths = new ArrayList<>(List.of(0));
        private int wanted;
        private int runs;

        private void give(int width) {
            if (widths.get(widths.size() - 1) != width) {
                widths.add(width);
            }
        }

        private void learn() {
            if (widths.size() > 1) {
                widths.remove(0);
            }
            runs = Math.max(runs, Math.min(wanted, widths.get(0)));
        }

        private void end() {
            runs = Math.max(0, runs - 1);
        }

        private int atMost() {
            return Math.max(
                    runs, widths.stream().mapToInt(Integer::intValue).max().orElseThrow());
        }
    }

    @Provide
    Arbitrary<List<Integer>> wants() {
        return Arbitraries.integers().between(0, 9).list().ofMaxSize(7);
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers().between(0, 10_000).list().ofMaxSize(60);
    }
}
