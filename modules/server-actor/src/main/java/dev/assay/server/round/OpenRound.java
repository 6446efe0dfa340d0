package dev.assay.server.round;

import dev.assay.client.site.ModelUpdate;
import dev.assay.learning.aggregation.RoundAggregation;
import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.privacy.Protection;
import dev.assay.learning.strategy.ServerRule;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.trial.TrialEvent.SiteAbsence;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.research.cost.Cost;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A round in progress: checks each update as it arrives and folds it into the aggregate at once, so that memory does not grow
 * with the number of sites. Not thread-safe: one actor owns it.
 */
public final class OpenRound {
    private final int round;
    private final UpdateGuard guard;
    private final List<Integer> weights;
    private final RoundAggregation aggregation;
    private final ServerState before;
    private final SortedMap<Integer, SiteState> states;
    private final SortedSet<Integer> answered = new TreeSet<>();
    private final SortedMap<Integer, SiteContribution> contributions = new TreeMap<>();
    private final SortedMap<Integer, Refusal> refusals = new TreeMap<>();
    private final SortedMap<Integer, String> failures = new TreeMap<>();
    private final SortedMap<Integer, String> absent = new TreeMap<>();
    private final long startNanos;
    private int received;
    private boolean waits;

    /**
     * @param weights what each site counts in means, by site index
     * @param before the server's state at the round's start
     * @param states every site's state at the round's start
     * @param startNanos {@link System#nanoTime()} at the round's start
     */
    public OpenRound(
            UpdateGuard guard,
            ServerRule rule,
            List<Integer> weights,
            ServerState before,
            SortedMap<Integer, SiteState> states,
            long startNanos) {
        this.round = before.roundsDone();
        this.guard = guard;
        this.weights = List.copyOf(weights);
        this.aggregation =
                RoundAggregation.begin(rule, guard.size(), guard.steps().size());
        this.before = before;
        this.states = new TreeMap<>(states);
        this.startNanos = startNanos;
    }

    public int round() {
        return round;
    }

    /** Whether the trial has a site of this index. */
    public boolean has(int site) {
        return site >= 0 && site < guard.steps().size();
    }

    /** Folds a sound update in; an unsound one only counts as its site's answer, and a late or alien one as nothing. */
    public Optional<Refusal> offer(ModelUpdate update) {
        SiteState kept = states.getOrDefault(update.site(), SiteState.FRESH);
        Optional<Refusal> refusal = guard.check(update, round, answered.contains(update.site()), kept)
                .map(why -> byNoise(why, update));
        if (refusal.isEmpty() || refusal.get().code().answersTheRound()) {
            received++;
        }
        if (refusal.isEmpty()) {
            LocalUpdate local = update.local();
            aggregation.fold(update.site(), local.diff(), weights.get(update.site()), local.controlDelta());
            contributions.put(
                    update.site(),
                    new SiteContribution(
                            update.site(),
                            local.steps(),
                            local.samples(),
                            local.meanLoss(),
                            local.diff().norm(),
                            update.protection()));
            states.put(update.site(), local.state());
            answered.add(update.site());
        } else if (refusal.get().code().answersTheRound()) {
            refusals.put(update.site(), refusal.get());
            answered.add(update.site());
        }
        return refusal;
    }

    /** Noise makes an update longer, whatever the recipe: it is not the recipe's doing. */
    private static Refusal byNoise(Refusal refusal, ModelUpdate update) {
        boolean noised = update.protection().flatMap(Protection::noise).isPresent();
        return noised && refusal.code() == Refusal.Code.NORM_TOO_LARGE
                ? new Refusal(Refusal.Code.SITE_POLICY, refusal.message() + ", with the noise of its site policy")
                : refusal;
    }

    /**
     * What a site sent cannot be read; it is its answer if it was meant for this round.
     *
     * @param trialId as far as it could be read, like round and site
     */
    public void unreadable(String trialId, int ofRound, int site, Refusal refusal) {
        boolean meant = trialId.equals(guard.trialId())
                && ofRound == round
                && refusal.code().answersTheRound();
        if (meant && has(site) && answered.add(site)) {
            received++;
            refusals.put(site, refusal);
        }
    }

    /** The site will not send an update in this round; of a site that is unknown or has answered it means nothing. */
    public void failed(int site, String message) {
        if (has(site) && answered.add(site)) {
            failures.put(site, "site " + site + ": " + message);
        }
    }

    /** The site keeps its update to itself, for a reason of its operator. */
    public void withheld(int site, Refusal refusal) {
        if (has(site) && answered.add(site)) {
            refusals.put(site, refusal);
        }
    }

    /** The site waits for a device; of one that is unknown or has answered it means nothing. */
    public void waits(int site) {
        waits |= has(site) && !answered.contains(site);
    }

    /** Whether a site has said that it waits for a device since this was asked last. */
    public boolean hasWaited() {
        boolean waited = waits;
        waits = false;
        return waited;
    }

    /** The site takes no part in the round, since nobody serves it: it is not waited for and costs nothing. */
    public void absent(int site, String why) {
        if (has(site)) {
            absent.put(site, why);
        }
    }

    /** Sites that take no part, and why, by index. */
    public SortedMap<Integer, String> absent() {
        return Collections.unmodifiableSortedMap(absent);
    }

    public boolean complete() {
        return answered.size() + absent.size() >= guard.steps().size();
    }

    /** Sites that have said something to the round: sent an update, usable or not, or that they failed. */
    public int answered() {
        return answered.size();
    }

    /** Sites whose updates were taken. */
    public int accepted() {
        return contributions.size();
    }

    /**
     * Why sites are missing from the aggregate: what they did wrong, in site order. The order of arrival would be in the
     * ledger with the end of a trial that this puts an end to, and would differ from run to run.
     */
    public List<Refusal> refusals() {
        return List.copyOf(refusals.values());
    }

    /** What sites said that could not train, in site order. */
    public List<String> failures() {
        return List.copyOf(failures.values());
    }

    /** Applies the server rule. Costly for large models: called once, away from the actor. */
    public ClosedRound close() {
        ServerState after = aggregation.next(before);
        List<SiteContribution> sites = List.copyOf(contributions.values());
        return new ClosedRound(after, states, sites, absences(), cost());
    }

    private List<SiteAbsence> absences() {
        return absent.entrySet().stream()
                .map(site -> new SiteAbsence(site.getKey(), site.getValue()))
                .toList();
    }

    /**
     * What the round has spent so far. Steps and samples are those that every site was ordered, whether it answered, failed
     * or was silent: a recipe must not look cheap because sites are too slow for it. Bytes up are those of the updates that
     * were meant for the round, taken or not.
     */
    public Cost cost() {
        long vectors = guard.control() ? 2 : 1;
        long bytes = vectors * guard.size() * Float.BYTES;
        long samples = present().mapToLong(site -> guard.samples().get(site)).sum();
        long steps = present().mapToLong(site -> guard.steps().get(site)).sum();
        return new Cost(
                samples,
                steps,
                bytes * present().count(),
                guard.updateBytes() * received,
                (System.nanoTime() - startNanos) / 1e9);
    }

    private IntStream present() {
        return IntStream.range(0, guard.steps().size()).filter(site -> !absent.containsKey(site));
    }
}
