package dev.assay.research.search;

import dev.assay.learning.digest.Digest;
import dev.assay.research.profile.CalibrationEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Proposes the profile's calibration entries in their order, each once; entries of an abandoned family are left out. */
public final class CalibrationTable implements Proposer {
    @Override
    public List<Proposal> propose(SearchHistory history, int count) {
        Set<Digest> earlier = history.digests();
        List<Proposal> proposals = new ArrayList<>();
        for (CalibrationEntry entry : history.profile().calibration()) {
            String family = entry.recipe().family();
            if (proposals.size() < count
                    && !history.abandonedFamilies().contains(family)
                    && !earlier.contains(entry.recipe().digest())) {
                String source = "calibration " + entry.name();
                proposals.add(new Proposal(entry.recipe(), 0, family, entry.hypothesis(), source));
            }
        }
        return List.copyOf(proposals);
    }
}
