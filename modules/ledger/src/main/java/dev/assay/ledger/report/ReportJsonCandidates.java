package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.research.cost.MeanCost;
import dev.assay.research.cost.RelativeCost;
import dev.assay.research.label.WinLabel;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The parts of {@code report.json} about candidates and arms; {@link ReportJson} lists their fields. */
final class ReportJsonCandidates {
    private ReportJsonCandidates() {}

    static ObjectNode candidate(Report report, CandidateRecord result) {
        OptionalDouble score = result.score();
        ObjectNode node = ReportJson.MAPPER
                .createObjectNode()
                .put("number", result.candidate().number())
                .put("name", result.candidate().name())
                .put("recipe_digest", result.candidate().recipe().digest().hex())
                .put("recipe", result.candidate().recipe().canonical())
                .put("parent", result.candidate().parent())
                .put("family", result.candidate().family())
                .put("hypothesis", result.candidate().hypothesis())
                .put("source", result.candidate().source())
                .put("status", result.status().word())
                .put("score", score.isPresent() ? (Double) score.getAsDouble() : null);
        node.set("comparison", ReportJson.comparison(result.review().flatMap(CandidateReviewed::comparison)));
        node.put("reason", result.review().map(CandidateReviewed::reason).orElse(null));
        node.put("reviewed_at", result.review().map(r -> r.at().toString()).orElse(null));
        ArrayNode seeds = node.putArray("search_scores");
        result.searchScores()
                .forEach((seed, value) -> seeds.addObject().put("seed", seed).put("score", value));
        node.set("cost", ReportJson.cost(result.cost()));
        node.put("arm", result.candidate().arm().key());
        node.set(
                "label",
                Optional.ofNullable(report.labels().get(result.candidate().number()))
                        .map(ReportJsonCandidates::label)
                        .orElse(null));
        node.set(
                "cost_per_trial",
                result.costPerTrial().map(ReportJsonCandidates::mean).orElse(null));
        node.set(
                "relative_cost",
                report.relativeCost(result).map(ReportJsonCandidates::relative).orElse(null));
        return node.put(
                "equal_cost",
                report.relativeCost(result).map(RelativeCost::isEqual).orElse(null));
    }

    static ObjectNode label(WinLabel label) {
        ObjectNode node =
                ReportJson.MAPPER.createObjectNode().put("kind", label.kind().word());
        ArrayNode reasons = node.putArray("reasons");
        label.reasons().forEach(reasons::add);
        return node.put("controlled", label.controlled());
    }

    private static ObjectNode mean(MeanCost cost) {
        return ReportJson.MAPPER
                .createObjectNode()
                .put("trials", cost.trials())
                .put("samples", cost.samples())
                .put("steps", cost.steps())
                .put("bytes_down", cost.bytesDown())
                .put("bytes_up", cost.bytesUp())
                .put("seconds", cost.seconds());
    }

    private static ObjectNode relative(RelativeCost cost) {
        return ReportJson.MAPPER
                .createObjectNode()
                .put("samples", finite(cost.samples()))
                .put("steps", finite(cost.steps()))
                .put("bytes", finite(cost.bytes()));
    }

    /** JSON has no infinity: null where the baseline spent nothing. */
    private static Double finite(double ratio) {
        return Double.isFinite(ratio) ? ratio : null;
    }

    static ObjectNode arm(Report.ArmSummary arm) {
        ObjectNode node = ReportJson.MAPPER
                .createObjectNode()
                .put("arm", arm.arm().key())
                .put("candidates", arm.candidates())
                .put("trials", arm.trials())
                .put("best", arm.best());
        node.set("over_baseline", ReportJson.comparison(arm.overBaseline()));
        node.set("cost", ReportJson.cost(arm.cost()));
        return node;
    }
}
