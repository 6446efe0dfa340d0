package dev.assay.server.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScore;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.runtime.task.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the recorded final models of some candidates come to on the hold-out. Only after the campaign has stored the opening.
 *
 * @param scores in the order of the trials' requests
 * @param missing ids of the trials whose final model is no longer there, or damaged, or could not be scored
 * @param failures why trials could not be scored although their model is there, one sentence a trial
 */
public record HoldOutReading(List<HoldOutScore> scores, List<String> missing, List<String> failures) {
    public HoldOutReading {
        scores = List.copyOf(scores);
        missing = List.copyOf(missing);
        failures = List.copyOf(failures);
    }

    /** Names of the candidates of whose final models not one is there; reads no row. */
    public static List<String> withoutModels(CampaignState state, List<Integer> candidates, BlobStore blobs)
            throws IOException {
        List<String> without = new ArrayList<>();
        for (int number : candidates) {
            CandidateRecord record = state.record(number);
            boolean found = false;
            for (TrialRecord trial : record.trials()) {
                found |= trial.outcome().orElse(null) instanceof Scored scored
                        && blobs.get(scored.model()).isPresent();
            }
            if (!found) {
                without.add(record.candidate().name());
            }
        }
        return without;
    }

    /**
     * Reads models and scores them; blocks. Trials that failed have no model, and are left out. What goes wrong with one is told,
     * and takes no other's score away: the hold-out has been opened for all of them.
     */
    public static HoldOutReading of(
            CampaignState state, List<Integer> candidates, Task task, TrainingEngine engine, BlobStore blobs) {
        List<HoldOutScore> scores = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (int number : candidates) {
            CandidateRecord record = state.record(number);
            for (TrialRecord trial : record.trials()) {
                if (!(trial.outcome().orElse(null) instanceof Scored scored)) {
                    continue;
                }
                Digest digest = scored.model();
                try {
                    Optional<byte[]> model = blobs.get(digest);
                    if (model.isEmpty()) {
                        missing.add(trial.trialId());
                        continue;
                    }
                    double score =
                            task.scoreOnHoldOut(engine, record.candidate().recipe(), ModelVector.ofBytes(model.get()));
                    scores.add(new HoldOutScore(trial.trialId(), number, trial.seed(), digest, score));
                } catch (IOException | RuntimeException e) {
                    missing.add(trial.trialId());
                    failures.add(trial.trialId() + " could not be scored: " + e);
                }
            }
        }
        return new HoldOutReading(scores, missing, failures);
    }
}
