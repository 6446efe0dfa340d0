package dev.assay.ledger.sweep;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The blobs that a run's events need: the final model of every scored trial, whether the campaign has heard of its end or not,
 * for a report may open the hold-out on it; and the last checkpoint of every trial that has not ended, which it goes on from.
 * Earlier checkpoints, and those of ended trials, are read by nobody. What it keeps grows with the trials, not with the events.
 */
public final class NeededBlobs {
    private final SortedMap<Digest, String> models = new TreeMap<>();
    private final SortedMap<Digest, String> checkpoints = new TreeMap<>();
    private final Set<Digest> ofOthers = new HashSet<>();

    /** Adds what a campaign's own events name. */
    public void addCampaign(List<CampaignEvent> events) {
        for (CampaignEvent event : events) {
            if (event instanceof TrialReported reported) {
                addModel(reported.trialId(), reported.outcome());
            } else if (event instanceof HoldOutScored read) {
                read.scores().forEach(score -> models.putIfAbsent(score.model(), score.trialId()));
            }
        }
    }

    /** Adds what a trial needs, given all of its events in their order. */
    public void addTrial(String trialId, List<TrialEvent> events) {
        Optional<Digest> last = Optional.empty();
        for (TrialEvent event : events) {
            if (event instanceof RoundCompleted round) {
                last = Optional.of(round.checkpoint());
            } else if (event instanceof TrialEnded ended) {
                last = Optional.empty();
                addModel(trialId, ended.outcome());
            }
        }
        last.ifPresent(checkpoint -> checkpoints.put(checkpoint, trialId));
    }

    /**
     * Adds what the events of other runs need that have their blobs in the same place: it is kept as well, and that it is not
     * there is no loss of this run.
     */
    public void addOthers(NeededBlobs others) {
        ofOthers.addAll(others.models.keySet());
        ofOthers.addAll(others.checkpoints.keySet());
        ofOthers.addAll(others.ofOthers);
    }

    /** The id of a trial for each final model; trials that came to the same model share its blob. */
    public SortedMap<Digest, String> models() {
        return Collections.unmodifiableSortedMap(models);
    }

    /** The id of the trial that goes on from each checkpoint. */
    public SortedMap<Digest, String> checkpoints() {
        return Collections.unmodifiableSortedMap(checkpoints);
    }

    /** Whether anybody needs it. */
    public boolean contains(Digest blob) {
        return models.containsKey(blob) || checkpoints.containsKey(blob) || ofOthers.contains(blob);
    }

    private void addModel(String trialId, TrialOutcome outcome) {
        if (outcome instanceof Scored scored) {
            models.putIfAbsent(scored.model(), trialId);
        }
    }
}
