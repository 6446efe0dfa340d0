package dev.assay.research.search;

import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.research.profile.Profile;
import dev.assay.research.program.Program;
import dev.assay.research.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;

/** A campaign on an invented objective: batches are proposed, scored with noise, and reviewed in order. */
final class TestingCampaign {
    private static final double NOISE = 0.005;
    private static final double MIN_GAIN = 0.01;

    private final Profile profile;
    private final Program program;
    private final long seed;
    private final ToDoubleFunction<Recipe> objective;
    private final List<Evaluated> evaluated = new ArrayList<>();
    private Evaluated incumbent;
    private int sinceKeep;

    /** @param objective the true gain over the baseline; NaN = the trial crashes */
    TestingCampaign(Profile profile, Program program, long seed, ToDoubleFunction<Recipe> objective) {
        this.profile = profile;
        this.program = program;
        this.seed = seed;
        this.objective = objective;
        incumbent = new Evaluated(0, profile.baseline(), 0, OptionalDouble.of(0), true);
        evaluated.add(incumbent);
    }

    SearchHistory history() {
        return new SearchHistory(
                profile,
                profile.surface(),
                program,
                seed,
                evaluated,
                List.of(),
                incumbent.number(),
                Set.of(),
                sinceKeep);
    }

    /** Proposes until this many candidates are reviewed, or nothing is left; returns all proposals. */
    List<Proposal> run(Proposer proposer, int candidates, int batch) {
        List<Proposal> all = new ArrayList<>();
        while (all.size() < candidates) {
            List<Proposal> proposals = proposer.propose(history(), Math.min(batch, candidates - all.size()));
            if (proposals.isEmpty()) {
                break;
            }
            proposals.forEach(this::review);
            all.addAll(proposals);
        }
        return all;
    }

    private void review(Proposal proposal) {
        int number = evaluated.size();
        double truth = objective.applyAsDouble(proposal.recipe());
        UniformRandomProvider random = RandomStreams.stream(seed, RandomPurpose.TRIAL_SEED, number);
        double measured = truth + NOISE * (random.nextDouble() + random.nextDouble() - 1);
        boolean kept = measured > incumbent.gainOverBaseline().orElseThrow() + MIN_GAIN;
        OptionalDouble gain = Double.isNaN(truth) ? OptionalDouble.empty() : OptionalDouble.of(measured);
        Evaluated review = new Evaluated(number, proposal.recipe(), proposal.parent(), gain, kept);
        evaluated.add(review);
        sinceKeep = kept ? 0 : sinceKeep + 1;
        incumbent = kept ? review : incumbent;
    }

    /** The true gain of the final incumbent. */
    double lift() {
        return incumbent.number() == 0 ? 0 : objective.applyAsDouble(incumbent.recipe());
    }
}
