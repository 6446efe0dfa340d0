package dev.assay.research.search;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.Axis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The built-in search, {@code local-tpe}: a tree-structured Parzen estimator (Bergstra et al. 2011, section 4) around the
 * incumbent. It learns from every reviewed candidate, and a proposal is a function of the history and its own number.
 *
 * <ol>
 *   <li>The reviewed candidates are cut into the best quarter, <em>good</em>, and the rest, <em>bad</em>; crashes are bad, and
 *       so is what is still running, which keeps a batch from being one idea many times.
 *   <li>Many drafts are drawn: from the incumbent, sometimes from another good candidate, one to three axes change, to values
 *       drawn from the good ones' density on that axis. A new server rule brings its own knobs along: they are drawn too.
 *   <li>The draft with the largest ratio of good to bad density, over its changed axes, that the guard lets pass is proposed.
 * </ol>
 *
 * <p>Densities narrow on an axis as evidence on it grows. After {@code watchdog.widen_after} reviews without a keep they are
 * stretched, more is drawn uniformly, and more axes change at a time.
 */
public final class LocalTpeProposer implements Proposer {
    /** The method's name in programs. */
    public static final String NAME = "local-tpe";

    private static final int DRAFTS = 48;
    private static final int LAST_RESORT_DRAFTS = 512;
    private static final double GOOD_SHARE = 0.25;
    private static final int LEAST_GOOD = 2;
    private static final double FROM_INCUMBENT = 0.75;
    private static final double PRIOR = 1;
    private static final double WIDE_PRIOR = 3;
    private static final double WIDE_STRETCH = 2;

    /** Cumulative shares of drafts with one and with one or two changed axes; the others change three. */
    private static final double[] NARROW_AXES = {0.35, 0.75};

    private static final double[] WIDE_AXES = {0.15, 0.5};

    @Override
    public List<Proposal> propose(SearchHistory history, int count) {
        Set<Digest> earlier = new HashSet<>(history.digests());
        List<Recipe> running = new ArrayList<>(history.pending());
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<Proposal> next = next(history, running, earlier, history.nextNumber() + i);
            if (next.isEmpty()) {
                break;
            }
            proposals.add(next.get());
            running.add(next.get().recipe());
            earlier.add(next.get().recipe().digest());
        }
        return List.copyOf(proposals);
    }

    private static Optional<Proposal> next(
            SearchHistory history, List<Recipe> running, Set<Digest> earlier, int number) {
        UniformRandomProvider random = RandomStreams.stream(history.seed(), RandomPurpose.SEARCH, number);
        boolean wide = history.reviewedSinceKeep() >= history.program().watchdog().widenAfter();
        Evidence evidence = Evidence.of(history, running);
        Optional<Draft> best = best(history, evidence, earlier, random, wide, DRAFTS);
        // On a surface with few recipes left, most drafts are repetitions: look harder before giving up.
        return best.or(() -> best(history, evidence, earlier, random, true, LAST_RESORT_DRAFTS))
                .map(draft -> draft.proposal(evidence));
    }

    private static Optional<Draft> best(
            SearchHistory history,
            Evidence evidence,
            Set<Digest> earlier,
            UniformRandomProvider random,
            boolean wide,
            int count) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(draft(history, evidence, random, wide));
        }
        drafts.sort(Comparator.comparingDouble((Draft draft) -> -draft.logRatio()));
        return drafts.stream()
                .filter(draft -> !history.abandonedFamilies().contains(draft.recipe().family()))
                .filter(draft -> ProposalGuard.check(history.profile(), draft.recipe(), earlier).isEmpty())
                .findFirst();
    }

    private static Draft draft(SearchHistory history, Evidence evidence, UniformRandomProvider random, boolean wide) {
        Evaluated parent = random.nextDouble() < FROM_INCUMBENT
                ? history.candidate(history.incumbent())
                : evidence.good().get(random.nextInt(evidence.good().size()));
        double[] shares = wide ? WIDE_AXES : NARROW_AXES;
        double pick = random.nextDouble();
        int wanted = pick < shares[0] ? 1 : pick < shares[1] ? 2 : 3;
        Recipe recipe = parent.recipe();
        List<Axis> open = new ArrayList<>(history.profile().surface().axes(recipe.aggregator()));
        Set<Knob> changed = new HashSet<>();
        double logRatio = 0;
        for (int i = 0; i < wanted && !open.isEmpty(); i++) {
            Axis axis = open.remove(random.nextInt(open.size()));
            if (axis.knob().isLocalMode()) {
                open.removeIf(other -> other.knob().isLocalMode());
            }
            Map<Knob, KnobValue> change = new EnumMap<>(Knob.class);
            logRatio += draw(axis, evidence, random, wide, change);
            if (axis.knob() == Knob.AGGREGATOR) {
                Aggregator rule =
                        Aggregator.byKey(change.get(Knob.AGGREGATOR).text()).orElseThrow();
                if (rule == recipe.aggregator()) {
                    continue;
                }
                for (Axis own : history.profile().surface().axes(rule)) {
                    if (own.knob().aggregators().size() < Aggregator.values().length) {
                        logRatio += draw(own, evidence, random, wide, change);
                        changed.add(own.knob());
                    }
                }
                open.removeIf(other -> other.knob().aggregators().size() < Aggregator.values().length);
            }
            changed.add(axis.knob());
            recipe = recipe.with(change);
        }
        return new Draft(parent, recipe, logRatio);
    }

    /** Draws a value on an axis into {@code change}; returns the logarithm of its good to bad density. */
    private static double draw(
            Axis axis, Evidence evidence, UniformRandomProvider random, boolean wide, Map<Knob, KnobValue> change) {
        double prior = wide ? WIDE_PRIOR : PRIOR;
        double stretch = wide ? WIDE_STRETCH : 1;
        AxisDensity good = evidence.density(axis, true, prior, stretch);
        KnobValue value = good.sample(random);
        change.put(axis.knob(), value);
        return StrictMath.log(good.at(value))
                - StrictMath.log(evidence.density(axis, false, prior, stretch).at(value));
    }

    private record Draft(Evaluated parent, Recipe recipe, double logRatio) {
        Proposal proposal(Evidence evidence) {
            return new Proposal(recipe, parent.number(), recipe.family(), hypothesis(evidence), NAME);
        }

        private String hypothesis(Evidence evidence) {
            return String.format(
                    java.util.Locale.ROOT,
                    "%s, from candidate %d: such values are %.1f times as dense among the %d best as among the other %d.",
                    recipe.changesFrom(parent.recipe()),
                    parent.number(),
                    Math.exp(logRatio),
                    evidence.good().size(),
                    evidence.others());
        }
    }

    /** What is known: the good candidates, best first, and all other recipes that were or are being tried. */
    private record Evidence(List<Evaluated> good, List<Recipe> bad) {
        static Evidence of(SearchHistory history, List<Recipe> running) {
            List<Evaluated> ranked = new ArrayList<>(history.inOrder());
            ranked.removeIf(evaluated -> evaluated.gainOverBaseline().isEmpty());
            ranked.sort(Comparator.comparingDouble(
                            (Evaluated evaluated) -> -evaluated.gainOverBaseline().orElseThrow())
                    .thenComparing(Evaluated::number));
            int size = Math.min(ranked.size(), Math.max(LEAST_GOOD, (int) Math.ceil(GOOD_SHARE * ranked.size())));
            List<Evaluated> good = List.copyOf(ranked.subList(0, size));
            List<Recipe> bad = new ArrayList<>();
            for (Evaluated evaluated : history.inOrder()) {
                if (!good.contains(evaluated)) {
                    bad.add(evaluated.recipe());
                }
            }
            bad.addAll(running);
            return new Evidence(good, bad);
        }

        int others() {
            return bad.size();
        }

        AxisDensity density(Axis axis, boolean ofGood, double prior, double stretch) {
            List<KnobValue> best = onAxis(axis, good.stream().map(Evaluated::recipe).toList());
            List<KnobValue> rest = onAxis(axis, bad);
            return new AxisDensity(axis, ofGood ? best : rest, best.size() + rest.size(), prior, stretch);
        }

        private static List<KnobValue> onAxis(Axis axis, List<Recipe> recipes) {
            return recipes.stream()
                    .filter(recipe -> axis.aggregators().contains(recipe.aggregator()))
                    .flatMap(recipe -> recipe.value(axis.knob()).stream())
                    .toList();
        }
    }
}
