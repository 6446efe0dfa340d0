package dev.assay.research.search;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.watchdog.Watchdog.Advice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The built-in search, {@code local-tpe}: a tree-structured Parzen estimator (Bergstra et al. 2011, section 4) whose drafts
 * are moves from the incumbent. It learns from every reviewed candidate; a proposal is a function of the history, the
 * campaign's seed and the proposal's own number.
 *
 * <ol>
 *   <li>The reviewed candidates are cut into the best quarter, <em>good</em>, and the rest with all crashes, <em>bad</em>.
 *   <li>Drafts are made by {@link Moves}: a part of another candidate that beat the baseline, another name on an axis of
 *       names, or a step on one to three numeric axes. A new server rule brings its own knobs along.
 *   <li>The draft with the largest ratio of good to bad density that passes the guard is proposed.
 * </ol>
 *
 * <p>Steps on an axis narrow as candidates that stepped on it are discarded. After {@code watchdog.widen_after} reviews
 * without a keep all steps are longer, and more axes change at a time.
 */
public final class LocalTpeProposer implements Proposer {
    /** The method's name in programs. */
    public static final String NAME = "local-tpe";

    private static final int DRAFTS = 48;
    private static final int LAST_RESORT_DRAFTS = 512;

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
        Evidence evidence = new Evidence(history, running);
        // A watchdog that says stop has said widen before: whoever asks on gets the wide search.
        boolean wide = history.program().watchdog().advise(history.reviewedSinceKeep()) != Advice.CONTINUE;
        // Where few recipes are left most drafts are repetitions: look harder before giving up.
        return best(history, evidence, earlier, new Moves(history, evidence, random, wide), DRAFTS)
                .or(() -> best(
                        history, evidence, earlier, new Moves(history, evidence, random, true), LAST_RESORT_DRAFTS))
                .map(recipe -> proposal(history, evidence, recipe));
    }

    private static Optional<Recipe> best(
            SearchHistory history, Evidence evidence, Set<Digest> earlier, Moves moves, int count) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Recipe recipe = moves.draft();
            drafts.add(new Draft(recipe, evidence.logRatio(recipe)));
        }
        drafts.sort(Comparator.comparingDouble((Draft draft) -> -draft.logRatio()));
        return drafts.stream()
                .map(Draft::recipe)
                .filter(recipe -> !history.abandonedFamilies().contains(recipe.family()))
                .filter(recipe ->
                        ProposalGuard.check(history.profile(), recipe, earlier).isEmpty())
                .findFirst();
    }

    private static Proposal proposal(SearchHistory history, Evidence evidence, Recipe recipe) {
        Recipe incumbent = history.candidate(history.incumbent()).recipe();
        double ratio = StrictMath.exp(evidence.logRatio(recipe) - evidence.logRatio(incumbent));
        String hypothesis = String.format(
                Locale.ROOT,
                "Candidate %d with %s: the %d best against the other %d speak for it %.2g times as much as for the incumbent.",
                history.incumbent(),
                recipe.changesFrom(incumbent),
                evidence.good(),
                evidence.bad(),
                ratio);
        return new Proposal(recipe, history.incumbent(), recipe.family(), hypothesis, NAME);
    }

    private record Draft(Recipe recipe, double logRatio) {}
}
