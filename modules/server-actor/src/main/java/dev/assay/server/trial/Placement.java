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
 * Which client node serves which sites: only one that has its data, and of those the one with the least to do. Where a site is
 * trained does not change its bits.
 */
final class Placement {
    private Placement() {}

    /**
     * What a node can do for a trial.
     *
     * @param sites that it has the data of, by index
     * @param open how many sites of other trials it serves
     */
    record Offer(SortedSet<Integer> sites, int open) {
        Offer {
            sites = new TreeSet<>(sites);
        }
    }

    /**
     * Sites that few nodes can serve are dealt out first, so that the others can make up for it. The same offers are dealt the
     * same way.
     *
     * @return the index of a node's offer, by site; without the sites that no node offers
     */
    static SortedMap<Integer, Integer> deal(Collection<Integer> sites, List<Offer> offers) {
        int[] load = offers.stream().mapToInt(Offer::open).toArray();
        SortedMap<Integer, Integer> dealt = new TreeMap<>();
        sites.stream()
                .filter(site -> offering(site, offers) > 0)
                .sorted(Comparator.<Integer>comparingLong(site -> offering(site, offers))
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(site -> {
                    int node = IntStream.range(0, load.length)
                            .filter(i -> offers.get(i).sites().contains(site))
                            .boxed()
                            .min(Comparator.comparingInt(i -> load[i]))
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
