package dev.assay.research.search;

import dev.assay.learning.digest.Digest;
import dev.assay.research.profile.Profile;
import dev.assay.research.program.Program;
import dev.assay.research.recipe.Recipe;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that a proposer may look at. The same history gives the same proposals.
 *
 * @param seed the campaign's
 * @param inOrder the reviewed candidates by number, the baseline first
 * @param pending recipes that are proposed and not reviewed yet
 * @param incumbent number of the best kept candidate
 * @param abandonedFamilies families that crashed too often
 * @param reviewedSinceKeep reviewed candidates since the last keep
 */
public record SearchHistory(
        Profile profile,
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

    /** The number that the next proposal will get. */
    public int nextNumber() {
        return inOrder.size() + pending.size();
    }
}
