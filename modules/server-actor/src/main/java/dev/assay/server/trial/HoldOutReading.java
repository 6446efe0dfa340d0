package dev.assay.server.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScore;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.runtime.blob.BlobStore;
import dev.assay.runtime.task.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the recorded final models of some candidates come to on the hold-out. Only after the campaign has stored the opening.
 *
 * @param scores in the order of the trials' requests
 * @param missing ids of the trials whose final model is no longer there, or damaged
 */
public record HoldOutReading(List<HoldOutScore> scores, List<String> missing) {
    public HoldOutReading {
        scores = List.copyOf(scores);
        missing = List.copyOf(missing);
    }

    /** Reads models and scores them; blocks. Trials that failed have no model, and are left out. */
    public static HoldOutReading of(
            CampaignState state, List<Integer> candidates, Task task, TrainingEngine engine, BlobStore blobs)
            throws IOException {
        List<HoldOutScore> scores = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (int number : candidates) {
            CandidateRecord record = state.record(number);
            for (TrialRecord trial : record.trials()) {
                if (!(trial.outcome().orElse(null) instanceof Scored scored)) {
                    continue;
                }
                Digest digest = scored.model();
                Optional<byte[]> model = blobs.get(digest);
                if (model.isEmpty()) {
                    missing.add(trial.trialId());
                    continue;
                }
                double score =
                        task.scoreOnHoldOut(engine, record.candidate().recipe(), ModelVector.ofBytes(model.get()));
                scores.add(new HoldOutScore(trial.trialId(), number, trial.seed(), digest, score));
            }
        }
        return new HoldOutReading(scores, missing);
    }
}
