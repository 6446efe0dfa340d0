package dev.assay.it.cluster;

import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** Does one thing after another to a cluster that always has a campaign with trials under way, and prints what happened. */
final class FaultTable {
    private static final int ROUNDS = 12;
    private static final String[] SETTINGS = {
        "--set", "budget.rounds=" + ROUNDS, "--set", "program.controls={arms: [scalar], candidates: 1}"
    };

    private final DisturbedCluster cluster;
    private final Duration away;
    private int campaigns;

    /** @param away how long what all nodes need stays away after they have said that they wait for it */
    FaultTable(DisturbedCluster cluster, Duration away) {
        this.cluster = cluster;
        this.away = away;
        System.out.printf(
                "%-15s %-9s %11s %15s %13s%n", "what", "node", "removed [s]", "rounds go on [s]", "all there [s]");
    }

    /** The command for the same campaign in one process. */
    static List<String> alone() {
        return SmallCampaign.command(SmallCampaign.CANDIDATES, SETTINGS);
    }

    List<String> names() {
        return cluster.names();
    }

    /** Leaves the cluster in peace for a while. */
    void rest(Duration time) {
        cluster.pause(time);
    }

    /** In the midst of trials, which go on within bounds. */
    void suffer(Fault fault, String node) {
        SortedMap<String, Integer> trials = awaitTrials();
        String campaign = campaign();
        long start = System.nanoTime();
        fault.begin(cluster, node);
        String removed = "-";
        switch (fault.effect()) {
            case REMOVED -> {
                cluster.awaitRemoved(List.of(node));
                removed = seconds(start);
            }
            case PASSES, BORNE -> cluster.pause(DisturbedCluster.BRIEF);
            case WAITED_FOR -> {
                cluster.awaitWaitsForLedger(campaign);
                if (!away.isZero()) {
                    cluster.pause(away);
                    cluster.awaitWaitsForLedger(campaign);
                }
            }
            case NOBODY_LEFT -> {}
        }
        if (!fault.effect().goesOn()) {
            fault.end(cluster, node);
        }
        cluster.awaitMoreRounds(campaign, trials);
        String rounds = seconds(start);
        if (fault.effect().goesOn()) {
            fault.end(cluster, node);
        }
        cluster.awaitWhole();
        System.out.printf("%-15s %-9s %11s %15s %13s%n", fault, node, removed, rounds, seconds(start));
    }

    /**
     * Waits for trials between their rounds, one of which is not at its end soon; of a further campaign, if the one before has
     * ended.
     */
    SortedMap<String, Integer> awaitTrials() {
        if (campaigns == 0 || cluster.isFinished(campaign())) {
            campaigns++;
            cluster.begin(campaign(), SmallCampaign.CANDIDATES, SETTINGS);
        }
        SortedMap<String, Integer> trials = cluster.underWay(campaign());
        while (trials.values().stream().noneMatch(done -> done <= ROUNDS - 3)) {
            if (cluster.isFinished(campaign())) {
                return awaitTrials();
            }
            cluster.awaitEvents(campaign());
            trials = cluster.underWay(campaign());
        }
        return trials;
    }

    private String campaign() {
        return "disturbed-" + campaigns;
    }

    /** Waits for the end of the last campaign, and holds each against the undisturbed one. */
    void assertAllAsUndisturbed(Ledger alone) {
        cluster.awaitFinished(campaign());
        for (int i = 1; i <= campaigns; i++) {
            cluster.assertAsUndisturbed("disturbed-" + i, alone);
        }
        System.out.println(campaigns + " campaigns ended as the undisturbed one");
    }

    private static String seconds(long since) {
        return "%.1f".formatted((System.nanoTime() - since) / 1e9);
    }
}
