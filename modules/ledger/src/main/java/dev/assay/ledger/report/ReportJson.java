package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.research.cost.Cost;
import dev.assay.research.cost.RelativeCost;
import dev.assay.research.review.Comparison;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code report.json}, for programs. Names are only added to; {@code format} counts up if one ever changes its meaning.
 *
 * <p>Top level: {@code format} (1), {@code campaign}, {@code task}, {@code metric}, {@code seed}, {@code max_candidates},
 * {@code started_at}, {@code last_event_at} (ISO 8601, UTC), {@code finished}, {@code finish_reason},
 * {@code stop_cause}, {@code direction} (of the metric: maximize, minimize), {@code conclusion} (see
 * {@link Report.Conclusion}), {@code fingerprint} ({@code digest},
 * {@code fields}), {@code rules}, {@code headline} ({@code incumbent}, {@code baseline_score}, {@code score},
 * {@code gain}, {@code on_search_seeds}, {@code label}, {@code confirmation} with its {@code verdict}, which is
 * {@code confirmed} or {@code not confirmed}), {@code baseline_noise}, {@code candidates} (in the order of review),
 * {@code arms}, {@code cost_tolerance} (share above the baseline's cost that counts as equal), {@code phases},
 * {@code crashes}, {@code refusals}, {@code hold_out_opened_at}, {@code trials}, {@code cost}, {@code lineage}
 * ({@code label}, {@code parent}, {@code parent_fingerprint}, {@code differences}; only a sub-campaign has it),
 * {@code hold_out_openings} ({@code at}, {@code by}, {@code candidates}, {@code reason}, and of a report {@code scores} and
 * {@code missing} trials), {@code sites} ({@code site}, {@code updates}, {@code withheld}, {@code absences}, {@code bounded}, {@code clipped}, {@code clip_norm},
 * {@code noise} with {@code multiplier}, {@code epsilon}, {@code delta}; only there, and only of sites, where policies changed updates or sites
 * were absent). What is not known yet is null. A comparison has {@code pairs}, {@code mean_gain}, {@code half_width},
 * {@code lower}, {@code upper}; a cost {@code samples} (rows), {@code steps}, {@code bytes_down}, {@code bytes_up},
 * {@code seconds}. Scores and gains are in the metric's unit; a score
 * is as it is, a gain above 0 where it is better.
 *
 * <p>A candidate: {@code number}, {@code name}, {@code recipe_digest}, {@code recipe} (canonical text), {@code parent}
 * (number), {@code family}, {@code hypothesis}, {@code source}, {@code status} (keep, discard, crash, control, candidate),
 * {@code score}, {@code comparison} (with the incumbent of that moment), {@code reason}, {@code reviewed_at},
 * {@code search_scores} (a list of {@code seed} and {@code score}, without confirmation trials), {@code cost} (of all its
 * trials), {@code arm} (agent, random, scalar), {@code label} ({@code kind}, {@code reasons}, {@code controlled}: whether both
 * control arms had a say; for kept candidates), {@code cost_per_trial} (mean over {@code trials} of the search),
 * {@code relative_cost} (multiples of the baseline's {@code samples}, {@code steps}, {@code bytes}), {@code equal_cost}. An
 * arm: {@code arm}, {@code candidates}, {@code trials}, {@code cost}, {@code best} (number; 0 = none beats the baseline),
 * {@code over_baseline}. A phase:
 * {@code phase}, {@code entered_at}, {@code reason}, {@code seconds}, and how many were {@code proposed}, {@code trials},
 * {@code kept}, {@code discarded}, {@code crashed}, {@code refused}. A crash: {@code trial}, {@code candidate},
 * {@code seed}, {@code code}, {@code message}. A refusal: {@code source}, {@code recipe_digest}, {@code violations}.
 */
public final class ReportJson {
    private static final int FORMAT = 1;
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ReportJson() {}

    /** The report as JSON text, indented, with a line feed at its end. */
    public static String render(Report report) {
        return MAPPER.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(tree(report))
                        .replace("\r\n", "\n") + "\n";
    }

    private static ObjectNode tree(Report report) {
        Report.Run run = report.run();
        ObjectNode root = MAPPER.createObjectNode()
                .put("format", FORMAT)
                .put("campaign", run.campaignId())
                .put("task", run.task())
                .put("metric", run.metric())
                .put("direction", run.direction().profileName())
                .put("seed", run.seed())
                .put("max_candidates", run.maxCandidates())
                .put("started_at", run.startedAt().toString())
                .put("last_event_at", run.lastEventAt().toString())
                .put("finished", report.ending().finished())
                .put(
                        "finish_reason",
                        report.ending().finished() ? report.ending().reason() : null)
                .put("stop_cause", report.ending().stopCause().orElse(null))
                .put("conclusion", report.conclusion().name());
        ObjectNode fingerprint = root.putObject("fingerprint").put("digest", run.fingerprintDigest());
        ObjectNode fields = fingerprint.putObject("fields");
        run.fingerprint().forEach(fields::put);
        ArrayNode rules = root.putArray("rules");
        run.rules().forEach(rules::add);
        root.set(
                "headline",
                report.headline().map(headline -> headline(report, headline)).orElse(null));
        root.set("baseline_noise", report.noise().map(ReportJson::noise).orElse(null));
        ArrayNode candidates = root.putArray("candidates");
        report.candidates().forEach(result -> candidates.add(ReportJsonCandidates.candidate(report, result)));
        ArrayNode arms = root.putArray("arms");
        report.arms().forEach(arm -> arms.add(ReportJsonCandidates.arm(arm)));
        root.put("cost_tolerance", RelativeCost.TOLERANCE);
        ArrayNode phases = root.putArray("phases");
        report.phases().forEach(phase -> phases.add(phase(phase)));
        ArrayNode crashes = root.putArray("crashes");
        report.crashes().forEach(crash -> crashes.add(crash(crash)));
        ArrayNode refusals = root.putArray("refusals");
        report.refusals().forEach(refusal -> refusals.add(refusal(refusal)));
        root.put(
                "hold_out_opened_at",
                report.holdOutOpened().map(Object::toString).orElse(null));
        root.put("trials", report.trials());
        root.set("cost", cost(report.cost()));
        run.lineage().ifPresent(lineage -> root.set("lineage", lineage(lineage)));
        ArrayNode openings = root.putArray("hold_out_openings");
        report.holdOutOpenings().forEach(opening -> openings.add(opening(opening)));
        if (!report.sites().isEmpty()) {
            ArrayNode sites = root.putArray("sites");
            report.sites().forEach(site -> sites.add(site(site)));
        }
        return root;
    }

    private static ObjectNode lineage(Lineage lineage) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("label", lineage.label())
                .put("parent", lineage.parentId())
                .put("parent_fingerprint", lineage.parentFingerprint().hex())
                .put("hold_out_opened", lineage.holdOutOpened());
        lineage.differences().forEach(node.putArray("differences")::add);
        return node;
    }

    private static ObjectNode site(SiteSummary site) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("site", site.site())
                .put("updates", site.updates())
                .put("withheld", site.withheld())
                .put("absences", site.absences())
                .put("bounded", site.bounded())
                .put("clipped", site.noise().isPresent() ? null : site.clipped())
                .put("clip_norm", site.clipNorm().isPresent() ? site.clipNorm().getAsDouble() : null);
        site.noise()
                .ifPresent(noise -> node.putObject("noise")
                        .put("multiplier", noise.multiplier())
                        .put("epsilon", noise.epsilon())
                        .put("delta", noise.delta()));
        return node;
    }

    private static ObjectNode opening(Report.HoldOutOpening opening) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("at", opening.at().toString())
                .put("by", opening.by().name())
                .put("reason", opening.reason());
        opening.candidates().forEach(node.putArray("candidates")::add);
        ArrayNode scores = node.putArray("scores");
        opening.scores()
                .forEach(score -> scores.addObject()
                        .put("trial", score.trialId())
                        .put("candidate", score.candidate())
                        .put("seed", score.seed())
                        .put("model", score.model().hex())
                        .put("score", score.score()));
        opening.missing().forEach(node.putArray("missing")::add);
        return node;
    }

    private static ObjectNode headline(Report report, Report.Headline headline) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("incumbent", headline.incumbent())
                .put("baseline_score", headline.baselineScore())
                .put("score", headline.score())
                .put("gain", headline.gain());
        node.set("on_search_seeds", comparison(headline.onSearchSeeds()));
        node.set("label", report.winnersLabel().map(ReportJsonCandidates::label).orElse(null));
        node.set(
                "confirmation",
                headline.confirmation().map(ReportJson::confirmation).orElse(null));
        return node;
    }

    private static ObjectNode confirmation(CampaignConfirmed confirmed) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("candidate", confirmed.candidate())
                .put("confirmed", confirmed.confirmed())
                .put("verdict", confirmed.confirmed() ? "confirmed" : "not confirmed");
        node.set("selection", comparison(Optional.of(confirmed.selection())));
        node.set("hold_out", comparison(Optional.of(confirmed.holdOut())));
        return node.put("reason", confirmed.reason());
    }

    private static ObjectNode noise(Report.BaselineNoise noise) {
        return MAPPER.createObjectNode()
                .put("seeds", noise.seeds())
                .put("mean", noise.mean())
                .put("deviation", noise.deviation())
                .put("min", noise.min())
                .put("max", noise.max());
    }

    private static ObjectNode phase(Report.PhaseSummary phase) {
        return MAPPER.createObjectNode()
                .put("phase", phase.phase().name())
                .put("entered_at", phase.enteredAt().toString())
                .put("reason", phase.reason())
                .put("seconds", phase.seconds())
                .put("proposed", phase.proposed())
                .put("trials", phase.trials())
                .put("kept", phase.kept())
                .put("discarded", phase.discarded())
                .put("crashed", phase.crashed())
                .put("refused", phase.refused());
    }

    private static ObjectNode crash(Report.Crash crash) {
        return MAPPER.createObjectNode()
                .put("trial", crash.trialId())
                .put("candidate", crash.candidate())
                .put("seed", crash.seed())
                .put("code", crash.code())
                .put("message", crash.message());
    }

    private static ObjectNode refusal(Report.Refusal refusal) {
        ObjectNode node =
                MAPPER.createObjectNode().put("source", refusal.source()).put("recipe_digest", refusal.recipeDigest());
        ArrayNode violations = node.putArray("violations");
        refusal.violations().forEach(violations::add);
        return node;
    }

    static ObjectNode comparison(Optional<Comparison> comparison) {
        return comparison
                .map(c -> MAPPER.createObjectNode()
                        .put("pairs", c.pairs())
                        .put("mean_gain", c.meanGain())
                        .put("half_width", c.halfWidth())
                        .put("lower", c.lower())
                        .put("upper", c.upper()))
                .orElse(null);
    }

    static ObjectNode cost(Cost cost) {
        return MAPPER.createObjectNode()
                .put("samples", cost.samples())
                .put("steps", cost.steps())
                .put("bytes_down", cost.bytesDown())
                .put("bytes_up", cost.bytesUp())
                .put("seconds", cost.seconds());
    }
}
