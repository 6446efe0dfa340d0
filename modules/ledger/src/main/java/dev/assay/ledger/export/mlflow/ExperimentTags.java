package dev.assay.ledger.export.mlflow;

import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.RecordedTask;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is said of a campaign: its task, where it stands, and all that its scores depend on. */
final class ExperimentTags {
    private ExperimentTags() {}

    static SortedMap<String, String> of(CampaignState state) {
        CampaignStarted start = state.start().orElseThrow();
        RecordedTask task = RecordedTask.of(start);
        SortedMap<String, String> tags = new TreeMap<>();
        tags.put("assay.task", task.task());
        tags.put("assay.metric", task.metric());
        tags.put("assay.direction", task.direction().name().toLowerCase(Locale.ROOT));
        tags.put("assay.seed", Long.toString(start.seed()));
        tags.put("assay.phase", state.phase().name().toLowerCase(Locale.ROOT));
        if (!state.reviewOrder().isEmpty()) {
            tags.put("assay.incumbent", Candidate.name(state.incumbent()));
        }
        state.confirmation().ifPresent(confirmation -> {
            tags.put("assay.confirmed", String.valueOf(confirmation.confirmed()));
            tags.put("mlflow.note.content", confirmation.reason());
        });
        start.lineage().ifPresent(lineage -> {
            tags.put("assay.parent_campaign", lineage.parentId());
            tags.put("assay.label", lineage.label());
        });
        start.fingerprint().forEach((field, value) -> tags.put(MlflowValues.name("fingerprint.", field), value));
        return tags;
    }
}
