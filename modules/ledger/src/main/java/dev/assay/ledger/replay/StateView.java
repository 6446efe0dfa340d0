package dev.assay.ledger.replay;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A campaign's state after some of its events.
 *
 * @param last the last of these events
 * @param sequence its number
 * @param recorded how many events the campaign has in all
 */
public record StateView(CampaignState state, CampaignEvent last, int sequence, int recorded) {
    private static final JsonMapper JSON = new JsonMapper();

    /** The state after all of these events, at least one, of a campaign that has {@code recorded}. */
    public static StateView of(List<CampaignEvent> events, int recorded) {
        return new StateView(CampaignState.of(events), events.get(events.size() - 1), events.size(), recorded);
    }

    /** A few lines, and one a candidate. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "campaign   %s after event %d of %d, %s at %s%n",
                state.start().orElseThrow().campaignId(),
                sequence,
                recorded,
                last.getClass().getSimpleName(),
                last.at()));
        text.append(String.format(Locale.ROOT, "phase      %s%n", state.phase()));
        if (!state.candidates().isEmpty()) {
            text.append(String.format(Locale.ROOT, "incumbent  %s%n", Candidate.name(state.incumbent())));
        }
        state.stopCause().ifPresent(cause -> text.append(String.format(Locale.ROOT, "stopped    %s%n", cause)));
        state.pauseCause().ifPresent(cause -> text.append(String.format(Locale.ROOT, "paused     %s%n", cause)));
        text.append(String.format(
                Locale.ROOT,
                "trials     %d reported, %d out%n",
                state.candidates().stream()
                                .mapToInt(candidate -> candidate.trials().size())
                                .sum()
                        - state.openTrials().size(),
                state.openTrials().size()));
        state.candidates().forEach(candidate -> text.append(line(candidate)));
        state.confirmation()
                .ifPresent(confirmed -> text.append(confirmed.confirmed() ? "confirmed  " : "not confirmed  ")
                        .append(confirmed.reason())
                        .append('\n'));
        return text.toString();
    }

    /** Everything that the state holds but profile and program. */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("campaign", state.start().orElseThrow().campaignId())
                .put("sequence", sequence)
                .put("recorded", recorded)
                .put("event", last.getClass().getSimpleName())
                .put("at", last.at().toString())
                .put("phase", state.phase().name())
                .put("stop_cause", state.stopCause().orElse(null))
                .put("pause_cause", state.pauseCause().orElse(null))
                .put("incumbent", state.candidates().isEmpty() ? null : Candidate.name(state.incumbent()));
        json.set(
                "open_trials",
                JSON.valueToTree(
                        state.openTrials().stream().map(TrialRecord::trialId).toList()));
        json.putArray("candidates")
                .addAll(state.candidates().stream().map(StateView::json).toList());
        state.confirmation()
                .ifPresent(confirmation -> json.putObject("confirmation")
                        .put("candidate", Candidate.name(confirmation.candidate()))
                        .put("confirmed", confirmation.confirmed())
                        .put("reason", confirmation.reason()));
        return json + "\n";
    }

    private static String line(CandidateRecord record) {
        OptionalDouble score = record.score();
        return String.format(
                Locale.ROOT,
                "  %s %-9s %-7s %-18s %s%n",
                record.candidate().name(),
                record.status().word(),
                score.isPresent() ? String.format(Locale.ROOT, "%.4f", score.getAsDouble()) : "",
                record.candidate().family(),
                record.trials().size() + " trials");
    }

    private static ObjectNode json(CandidateRecord record) {
        Candidate candidate = record.candidate();
        OptionalDouble score = record.score();
        ObjectNode json = JSON.createObjectNode()
                .put("name", candidate.name())
                .put("recipe", candidate.recipe().canonical())
                .put("recipe_digest", candidate.recipe().digest().hex())
                .put("parent", Candidate.name(candidate.parent()))
                .put("family", candidate.family())
                .put("arm", candidate.arm().key())
                .put("source", candidate.source())
                .put("status", record.status().word())
                .put("score", score.isPresent() ? (Double) score.getAsDouble() : null)
                .put("reason", record.review().map(review -> review.reason()).orElse(null));
        json.putArray("trials")
                .addAll(record.trials().stream().map(StateView::json).toList());
        return json;
    }

    private static ObjectNode json(TrialRecord trial) {
        ObjectNode json = JSON.createObjectNode()
                .put("id", trial.trialId())
                .put("seed", trial.seed())
                .put("hold_out_open", trial.openHoldOut());
        TrialOutcome outcome = trial.outcome().orElse(null);
        if (outcome instanceof Scored scored) {
            json.put("selection", scored.selection())
                    .put(
                            "hold_out",
                            scored.holdOut().isPresent()
                                    ? (Double) scored.holdOut().getAsDouble()
                                    : null)
                    .put("model", scored.model().hex());
        } else if (outcome instanceof Failed failed) {
            json.put("failure", failed.code().name()).put("message", failed.message());
        }
        return json;
    }
}
