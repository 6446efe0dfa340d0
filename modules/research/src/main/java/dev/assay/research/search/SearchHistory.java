package dev.assay.research.search;

import dev.assay.learning.digest.Digest;
import dev.assay.research.profile.Profile;
import dev.assay.research.program.Program;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.MutationSurface;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that a proposer may look at. The same history gives the same proposals.
 *
 * @param surface what may be changed: the profile's surface, or a part of it
 * @param seed root of the proposer's choices
 * @param inOrder the reviewed candidates by number, the baseline first
 * @param pending recipes that are proposed and not reviewed yet
 * @param incumbent number of the best kept candidate
 * @param abandonedFamilies families that crashed too often
 * @param reviewedSinceKeep reviewed candidates since the last keep
 */
public record SearchHistory(
        Profile profile,
        MutationSurface surface,
        Program program,
        long seed,
        List<Evaluated> inOrder,
        List<Recipe> pending,
        int incumbent,
        Set<String> abandonedFamilies,
        int reviewedSinceKeep) {
    public SearchHistory {
        inOrder = List.copyOf(inOrder);
        pending = List.copyOf(pending);
        abandonedFamilies = Set.copyOf(abandonedFamilies);
        if (inOrder.isEmpty() || inOrder.get(0).number() != 0) {
            throw new IllegalArgumentException("a history starts with the baseline");
        }
    }

    /** The same history for a proposer that may change only this. */
    public SearchHistory within(MutationSurface part) {
        return new SearchHistory(
                profile, part, program, seed, inOrder, pending, incumbent, abandonedFamilies, reviewedSinceKeep);
    }

    /** The candidate with this number; throws when it has not been reviewed. */
    public Evaluated candidate(int number) {
        return inOrder.stream()
                .filter(evaluated -> evaluated.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("candidate " + number + " has not been reviewed"));
    }

    /** Digests of everything that has been proposed, the baseline included. */
    public Set<Digest> digests() {
        Set<Digest> digests = new HashSet<>();
        inOrder.forEach(evaluated -> digests.add(evaluated.recipe().digest()));
        pending.forEach(recipe -> digests.add(recipe.digest()));
        return digests;
    }

    /** How many there are, the baseline included: names the random stream of the next proposal. */
    public int nextNumber() {
        return inOrder.size() + pending.size();
    }
}
