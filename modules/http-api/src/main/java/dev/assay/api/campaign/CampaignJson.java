package dev.assay.api.campaign;

import dev.assay.agent.board.BoardAnswer.Events;
import dev.assay.agent.board.CampaignStatus;
import dev.assay.agent.board.CampaignStatus.Standing;
import dev.assay.agent.board.CampaignSummary;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.export.jsonl.wire.ExportLine;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.StoredEntry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the board tells, as JSON. */
final class CampaignJson {
    private static final JsonMapper JSON = new JsonMapper();

    private CampaignJson() {}

    static JsonNode name(String name) {
        return JSON.createObjectNode().put("name", name);
    }

    static JsonNode listing(List<CampaignSummary> campaigns) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("campaigns");
        campaigns.forEach(campaign -> list.addObject()
                .put("name", campaign.name())
                .put("condition", word(campaign.condition()))
                .put("phase", campaign.phase().map(CampaignJson::word).orElse(null))
                .put("candidates", campaign.candidates())
                .put("trials", campaign.trials()));
        return json;
    }

    static JsonNode status(CampaignStatus status) {
        ObjectNode json = JSON.createObjectNode()
                .put("name", status.name())
                .put("condition", word(status.condition()))
                .put("phase", word(status.phase()))
                .put("events", status.events())
                .put("seed", status.seed())
                .put("max_candidates", status.maxCandidates())
                .put("width", status.width());
        ObjectNode candidates = json.putObject("candidates");
        status.candidates().forEach(candidates::put);
        json.set("baseline", standing(status.baseline()));
        json.set("incumbent", standing(status.incumbent()));
        ArrayNode trials = json.putArray("trials");
        status.trials()
                .forEach(trial -> trials.addObject().put("id", trial.trialId()).put("rounds", trial.rounds()));
        ArrayNode waits = json.putArray("waits");
        status.waits().forEach(wait -> waits.addObject().put("who", wait.who()).put("reason", wait.reason()));
        return json.put("pause_cause", status.pauseCause().orElse(null))
                .put("stop_cause", status.stopCause().orElse(null))
                .put("verdict", status.verdict().orElse(null))
                .put("trouble", status.trouble().orElse(null));
    }

    /** Each event as a line of an export has it. */
    static String events(String name, long after, Events events) {
        ExportLine lines = new ExportLine();
        String entity = LedgerIds.campaign(name).id();
        long next = events.events().stream()
                .mapToLong(Entry<CampaignEvent>::sequence)
                .max()
                .orElse(after);
        return events.events().stream()
                .map(entry -> lines.write(StoredEntry.of(entity, entry)))
                .collect(Collectors.joining(
                        ",", "{\"events\":[", "],\"next\":" + next + ",\"finished\":" + events.finished() + "}"));
    }

    private static JsonNode standing(Optional<Standing> standing) {
        return standing.<JsonNode>map(one -> JSON.createObjectNode()
                        .put("candidate", one.candidate())
                        .put("score", one.score()))
                .orElse(JSON.nullNode());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
