package dev.assay.server.trial;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which client node serves which sites: only one that has its data, and of those the one that serves the fewest sites for what
 * its devices can do at a time. Where a site is trained does not change its bits.
 */
final class Placement {
    private Placement() {}

    /**
     * What a node can do for a trial.
     *
     * @param sites that it has the data of, by index
     * @param open how many sites of other trials it serves, at least 0
     * @param slots how many sites it trains at a time, at least 1
     */
    record Offer(SortedSet<Integer> sites, int open, int slots) {
        Offer {
            if (open < 0 || slots < 1) {
                throw new IllegalArgumentException(
                        "open is " + open + ", must be at least 0; slots is " + slots + ", must be at least 1");
            }
            sites = new TreeSet<>(sites);
        }
    }

    /**
     * Sites that few nodes can serve are dealt out first, so that the others can make up for it. Each goes to the node that has
     * the fewest a slot so far, among equals to the first. The same offers are dealt the same way.
     *
     * @return the index of a node's offer, by site; without the sites that no node offers
     */
    static SortedMap<Integer, Integer> deal(Collection<Integer> sites, List<Offer> offers) {
        long[] load = offers.stream().mapToLong(Offer::open).toArray();
        SortedMap<Integer, Integer> dealt = new TreeMap<>();
        sites.stream()
                .filter(site -> offering(site, offers) > 0)
                .sorted(Comparator.<Integer>comparingLong(site -> offering(site, offers))
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(site -> {
                    int node = IntStream.range(0, load.length)
                            .filter(i -> offers.get(i).sites().contains(site))
                            .boxed()
                            .min((i, j) -> Long.compare(
                                    load[i] * offers.get(j).slots(),
                                    load[j] * offers.get(i).slots()))
                            .orElseThrow();
                    load[node]++;
                    dealt.put(site, node);
                });
        return dealt;
    }

    private static long offering(int site, List<Offer> offers) {
        return offers.stream().filter(offer -> offer.sites().contains(site)).count();
    }
}
