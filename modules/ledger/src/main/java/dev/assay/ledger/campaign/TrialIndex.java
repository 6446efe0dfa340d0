package dev.assay.ledger.campaign;

import java.util.List;
import java.util.Optional;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * Where each trial of a campaign is found, and which are out.
 *
 * @param places by trial id
 * @param open trials that have not reported, by the number of their request
 */
record TrialIndex(HashPMap<String, Place> places, TreePMap<Integer, TrialRecord> open) {
    static final TrialIndex EMPTY = new TrialIndex(HashTreePMap.empty(), TreePMap.empty());

    /**
     * @param request 0 for the first trial that the campaign requested
     * @param candidate whose trial it is
     * @param position among the candidate's trials
     */
    record Place(int request, int candidate, int position) {}

    Optional<Place> place(String trialId) {
        return Optional.ofNullable(places.get(trialId));
    }

    /** In the order of their request. */
    List<TrialRecord> openTrials() {
        return List.copyOf(open.values());
    }

    /** @param position of the trial among those of its candidate */
    TrialIndex requested(TrialRecord trial, int position) {
        int request = places.size();
        return new TrialIndex(
                places.plus(trial.trialId(), new Place(request, trial.candidate(), position)),
                open.plus(request, trial));
    }

    TrialIndex reported(Place place) {
        return new TrialIndex(places, open.minus(place.request()));
    }
}
