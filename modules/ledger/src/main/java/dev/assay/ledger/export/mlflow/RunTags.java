package dev.assay.ledger.export.mlflow;

import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.export.trial.ExportedTrial;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is said of a run besides its curves. Tags of ours begin with {@code assay.}; a tag that has nothing to say is left out:
 *
 * <ul>
 *   <li>{@code assay.campaign}, {@code assay.trial}, {@code assay.candidate}, {@code assay.parent}: names
 *   <li>{@code assay.arm}, {@code assay.family}, {@code assay.source}: who proposed it, what kind of strategy, from where
 *   <li>{@code assay.status}, {@code assay.verdict}: what became of the candidate, as in {@code results.tsv} and in the review
 *   <li>{@code assay.hold_out}: whether the trial was to be scored on the hold-out: {@code true} for confirmation trials only
 *   <li>{@code assay.recipe_digest}, {@code assay.model_digest}: SHA-256 in hexadecimal
 *   <li>{@code assay.engine}, {@code assay.machine.FACT}: what computes, and on what
 *   <li>{@code assay.failure}: code and message of a failed trial
 * </ul>
 */
final class RunTags {
    /** There is no login in a ledger, and the one who exports need not be the one who ran it. */
    static final String USER = "assay";

    private RunTags() {}

    /** The recipe's values by knob, and the seed. */
    static SortedMap<String, String> params(ExportedTrial trial) {
        SortedMap<String, String> params = new TreeMap<>();
        trial.candidate().candidate().recipe().values().forEach((knob, value) -> params.put(knob.key(), value.text()));
        params.put("seed", Long.toString(trial.trial().seed()));
        return params;
    }

    static SortedMap<String, String> of(ExportedTrial trial, CampaignStarted start) {
        Candidate candidate = trial.candidate().candidate();
        SortedMap<String, String> tags = new TreeMap<>(Map.of(
                "mlflow.runName",
                trial.name(),
                "mlflow.source.name",
                "assay",
                "mlflow.source.type",
                "LOCAL",
                "mlflow.user",
                USER,
                "mlflow.note.content",
                note(trial)));
        tags.put("assay.campaign", start.campaignId());
        tags.put("assay.trial", trial.trial().trialId());
        tags.put("assay.candidate", candidate.name());
        tags.put("assay.arm", candidate.arm().key());
        tags.put("assay.family", candidate.family());
        tags.put("assay.source", candidate.source());
        tags.put("assay.status", trial.candidate().status().word());
        tags.put("assay.hold_out", String.valueOf(trial.trial().openHoldOut()));
        tags.put("assay.recipe_digest", candidate.recipe().digest().hex());
        if (candidate.number() != 0) {
            tags.put("assay.parent", Candidate.name(candidate.parent()));
        }
        trial.candidate()
                .review()
                .ifPresent(review ->
                        tags.put("assay.verdict", review.verdict().name().toLowerCase(Locale.ROOT)));
        trial.start().ifPresent(first -> tags.putAll(ofStart(first)));
        trial.outcome().ifPresent(outcome -> tags.putAll(ofOutcome(outcome)));
        return tags;
    }

    private static Map<String, String> ofStart(TrialStarted started) {
        SortedMap<String, String> tags = new TreeMap<>();
        tags.put("assay.engine", started.engine());
        started.machine().forEach((fact, value) -> tags.put(MlflowValues.name("assay.machine.", fact), value));
        return tags;
    }

    private static Map<String, String> ofOutcome(TrialOutcome outcome) {
        if (outcome instanceof Scored scored) {
            return Map.of("assay.model_digest", scored.model().hex());
        }
        Failed failed = (Failed) outcome;
        return Map.of("assay.failure", failed.code() + ": " + failed.message());
    }

    /** What MLflow shows above a run: the hypothesis, and what the review said. */
    private static String note(ExportedTrial trial) {
        String hypothesis = trial.candidate().candidate().hypothesis();
        return trial.candidate()
                .review()
                .map(CandidateReviewed::reason)
                .filter(reason -> !reason.isBlank())
                .map(reason -> hypothesis + "\n\n" + reason)
                .orElse(hypothesis);
    }
}
