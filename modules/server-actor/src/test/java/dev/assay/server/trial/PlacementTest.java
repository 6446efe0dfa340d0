package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.trial.Placement.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static List<Integer> sites(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static long dealtTo(int node, SortedMap<Integer, Integer> dealt) {
        return dealt.values().stream().filter(to -> to == node).count();
    }

    @Property(tries = 200)
    void noNodeHasTwoMoreSitesThanAnotherWhereEachCanServeAll(
            @ForAll @IntRange(min = 1, max = 40) int count, @ForAll @IntRange(min = 1, max = 12) int nodes) {
        List<Offer> offers = IntStream.range(0, nodes)
                .mapToObj(node -> new Offer(new TreeSet<>(sites(count)), 0, 3))
                .toList();

        SortedMap<Integer, Integer> dealt = Placement.deal(sites(count), offers);

        assertThat(dealt.keySet()).containsExactlyElementsOf(sites(count));
        assertThat(IntStream.range(0, nodes).mapToObj(node -> dealtTo(node, dealt)))
                .allMatch(hand -> hand >= count / nodes && hand <= (count - 1) / nodes + 1);
        assertThat(Placement.deal(sites(count), offers)).isEqualTo(dealt);
    }

    /** Numbers of sites only grow: what holds of the last site that a node was given, holds of all. */
    @Property(tries = 200)
    void noNodeIsGivenASiteWhereAnotherHasFewerASlotOrAsFewAndComesFirst(
            @ForAll @IntRange(min = 1, max = 40) int count,
            @ForAll @IntRange(min = 1, max = 8) int nodes,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<Offer> offers = IntStream.range(0, nodes)
                .mapToObj(node -> new Offer(new TreeSet<>(sites(count)), random.nextInt(10), 1 + random.nextInt(16)))
                .toList();

        SortedMap<Integer, Integer> dealt = Placement.deal(sites(count), offers);

        assertThat(dealt.keySet()).containsExactlyElementsOf(sites(count));
        for (int given : new TreeSet<>(dealt.values())) {
            long before = aSlot(offers, given, dealtTo(given, dealt) - 1);
            for (int other = 0; other < nodes; other++) {
                long after = aSlot(offers, other, dealtTo(other, dealt));
                assertThat(before)
                        .as("%s: node %d before its last site, and node %d", offers, given, other)
                        .isLessThanOrEqualTo(other < given ? after - 1 : after);
            }
        }
    }

    /** Sites of all trials a slot, times the least common multiple of all numbers of slots up to 16. */
    private static long aSlot(List<Offer> offers, int node, long dealt) {
        return (offers.get(node).open() + dealt) * 720_720 / offers.get(node).slots();
    }

    @Property(tries = 200)
    void siteGoesToANodeThatHasItsDataAndOnlyASiteThatNobodyHasIsLeftOut(
            @ForAll @IntRange(min = 1, max = 20) int count,
            @ForAll @IntRange(min = 0, max = 6) int nodes,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<Offer> offers = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            SortedSet<Integer> owned = new TreeSet<>(sites(count));
            owned.removeIf(site -> random.nextInt(3) > 0);
            offers.add(new Offer(owned, random.nextInt(4), 1 + random.nextInt(4)));
        }

        SortedMap<Integer, Integer> dealt = Placement.deal(sites(count), offers);

        dealt.forEach((site, node) -> assertThat(offers.get(node).sites()).contains(site));
        for (int site : sites(count)) {
            assertThat(dealt.containsKey(site))
                    .isEqualTo(offers.stream().anyMatch(offer -> offer.sites().contains(site)));
        }
        assertThat(Placement.deal(sites(count), offers)).isEqualTo(dealt);
    }

    @Test
    void nodeThatServesOtherTrialsIsGivenFewer() {
        SortedSet<Integer> all = new TreeSet<>(sites(6));

        SortedMap<Integer, Integer> dealt = Placement.deal(all, List.of(new Offer(all, 4, 2), new Offer(all, 0, 2)));

        assertThat(dealtTo(0, dealt)).isEqualTo(1);
        assertThat(dealtTo(1, dealt)).isEqualTo(5);
    }

    @Test
    void nodeIsGivenSitesByWhatItsDevicesCanDoAtATime() {
        SortedSet<Integer> all = new TreeSet<>(sites(5));
        Offer narrow = new Offer(all, 0, 1);
        Offer wide = new Offer(all, 0, 4);

        SortedMap<Integer, Integer> narrowFirst = Placement.deal(all, List.of(narrow, wide));
        SortedMap<Integer, Integer> wideFirst = Placement.deal(all, List.of(wide, narrow));

        assertThat(dealtTo(0, narrowFirst)).isEqualTo(1);
        assertThat(dealtTo(1, narrowFirst)).isEqualTo(4);
        assertThat(dealtTo(0, wideFirst)).isEqualTo(4);
        assertThat(dealtTo(1, wideFirst)).isEqualTo(1);
    }

    @Test
    void sitesOfOtherTrialsCountASlotToo() {
        SortedSet<Integer> all = new TreeSet<>(sites(5));

        SortedMap<Integer, Integer> dealt = Placement.deal(all, List.of(new Offer(all, 4, 4), new Offer(all, 0, 1)));

        assertThat(dealt)
                .containsEntry(0, 1)
                .containsEntry(1, 0)
                .containsEntry(2, 1)
                .containsEntry(3, 0)
                .containsEntry(4, 0);
    }

    /** The second one has fewer a slot by less than a double can tell, and by products that no int can hold. */
    @Test
    void sitesASlotAreComparedExactly() {
        SortedSet<Integer> all = new TreeSet<>(sites(1));
        Offer more = new Offer(all, Integer.MAX_VALUE - 1, Integer.MAX_VALUE);
        Offer fewer = new Offer(all, Integer.MAX_VALUE - 2, Integer.MAX_VALUE - 1);

        assertThat(Placement.deal(all, List.of(more, fewer))).containsEntry(0, 1);
        assertThat(Placement.deal(all, List.of(fewer, more))).containsEntry(0, 0);
    }

    @Test
    void nodeThatAloneHasASiteIsGivenFewerOfTheOthers() {
        SortedSet<Integer> all = new TreeSet<>(sites(4));

        SortedMap<Integer, Integer> dealt =
                Placement.deal(all, List.of(new Offer(all, 0, 1), new Offer(new TreeSet<>(List.of(0, 1)), 0, 1)));

        assertThat(dealt)
                .containsEntry(0, 1)
                .containsEntry(1, 1)
                .containsEntry(2, 0)
                .containsEntry(3, 0);
    }
}
