package dev.assay.agent.board;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How many trials each campaign may have side by side, so that all of them together never have more than a total. Nobody gets
 * more than it wants, and what one leaves the others share; who is older comes first where it does not come out even.
 */
final class FairShares {
    private FairShares() {}

    /**
     * A campaign that wants trials to run.
     *
     * @param wanted trials that it could have side by side now
     * @param atMost trials that it may have under way: those that run, and those that it was allowed before and may have started
     */
    record Seat(int wanted, int atMost) {}

    /**
     * The widths to give. A campaign that has more than its share is given the smaller width at once; what that frees is
     * given to others only when its trials have ended.
     *
     * @param total at least 0
     * @param seats from the oldest campaign to the youngest
     * @return a width for each; together with what is under way never more than the total, if that was so before
     */
    static List<Integer> widths(int total, List<Seat> seats) {
        List<Integer> shares = shares(total, seats.stream().map(Seat::wanted).toList());
        int free = total - seats.stream().mapToInt(Seat::atMost).sum();
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < seats.size(); i++) {
            int atMost = seats.get(i).atMost();
            int width = Math.min(shares.get(i), atMost + Math.max(0, free));
            free -= Math.max(0, width - atMost);
            widths.add(width);
        }
        return List.copyOf(widths);
    }

    /** Even shares of a total, none larger than what is wanted: the smallest is as large as it can be, then the next. */
    static List<Integer> shares(int total, List<Integer> wanted) {
        List<Integer> shares = new ArrayList<>(Collections.nCopies(wanted.size(), 0));
        int left = total;
        while (left > 0) {
            List<Integer> hungry = new ArrayList<>();
            for (int i = 0; i < wanted.size(); i++) {
                if (shares.get(i) < wanted.get(i)) {
                    hungry.add(i);
                }
            }
            if (hungry.isEmpty()) {
                break;
            }
            int each = Math.max(1, left / hungry.size());
            for (int i : hungry) {
                int more = Math.min(left, Math.min(each, wanted.get(i) - shares.get(i)));
                shares.set(i, shares.get(i) + more);
                left -= more;
            }
        }
        return List.copyOf(shares);
    }
}
