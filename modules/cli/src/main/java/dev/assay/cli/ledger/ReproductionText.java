package dev.assay.cli.ledger;

import dev.assay.cli.ledger.TrialRepetition.Repeated;
import dev.assay.ledger.reproduce.Difference;
import dev.assay.ledger.reproduce.TrialComparison;
import dev.assay.ledger.reproduce.TrialComparison.Verdict;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the repetition of a trial came to, for people and for programs.
 *
 * @param recorded the trial as the ledger has it
 * @param repeated as it went here
 */
record ReproductionText(ChosenTrials.Recorded recorded, Repeated repeated) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ROW = "%-8s  %-20s  %-13s  %-22s  %s";

    Verdict verdict() {
        return repeated.comparison().verdict();
    }

    /** The result of one trial: a line, and where it differs what and on which machines. */
    List<String> lines() {
        TrialComparison comparison = repeated.comparison();
        List<String> lines = new ArrayList<>();
        lines.add(verdictLine());
        comparison.differences().forEach(difference -> addTo(lines, difference));
        comparison.caveat().ifPresent(caveat -> lines.add("  note: " + caveat));
        List<Difference> machines = TrialComparison.ofMachines(recorded.course(), repeated.course());
        if (verdict() == Verdict.DIFFERS && machines.isEmpty()) {
            lines.add("  the machines say the same of themselves: "
                    + recorded.course().facts());
        }
        if (!machines.isEmpty()) {
            lines.add("  the machines differ:");
            machines.forEach(difference -> addTo(lines, difference));
        }
        return lines;
    }

    static String header() {
        return String.format(Locale.ROOT, ROW, "verdict", "seed", "rounds equal", "recorded", "trial");
    }

    String row() {
        return String.format(
                Locale.ROOT,
                ROW,
                switch (verdict()) {
                    case SAME -> "same";
                    case DIFFERS -> "differs";
                    case NOT_REPEATED -> "failed";
                },
                recorded.plan().seed(),
                repeated.comparison().equalRounds() + " of "
                        + recorded.course().rounds().size(),
                end(recorded.course().outcome()),
                recorded.plan().trialId());
    }

    ObjectNode json() {
        TrialComparison comparison = repeated.comparison();
        ObjectNode trial = JSON.createObjectNode()
                .put("trial", recorded.plan().trialId())
                .put("seed", recorded.plan().seed())
                .put("hold_out", recorded.plan().openHoldOut())
                .put("verdict", verdict().name().toLowerCase(Locale.ROOT))
                .put("recorded_rounds", recorded.course().rounds().size())
                .put("equal_rounds", comparison.equalRounds())
                .put("recorded_end", end(recorded.course().outcome()));
        comparison.round().ifPresent(round -> trial.put("first_differing_round", round));
        put(trial.putArray("differences"), comparison.differences());
        put(trial.putArray("machine"), TrialComparison.ofMachines(recorded.course(), repeated.course()));
        comparison.caveat().ifPresent(caveat -> trial.put("note", caveat));
        comparison.failure().ifPresent(failure -> trial.put("failure", failure));
        return trial;
    }

    private String verdictLine() {
        TrialComparison comparison = repeated.comparison();
        String rounds = comparison.equalRounds() + (comparison.equalRounds() == 1 ? " round" : " rounds");
        return switch (verdict()) {
            case SAME ->
                recorded.course()
                        .outcome()
                        .map(outcome -> (outcome instanceof Scored ? "same bits: " : "same failure: ") + rounds
                                + ", and " + end(Optional.of(outcome)))
                        .orElse("same bits: " + rounds + "; the recorded trial has not ended");
            case DIFFERS ->
                comparison.round().isPresent()
                        ? "differs in round " + comparison.round().getAsInt() + ", the first that does:"
                        : "differs at its end, after " + rounds + " with the same bits:";
            case NOT_REPEATED ->
                "could not be repeated here: " + comparison.failure().orElseThrow() + "; " + rounds
                        + " had the same bits until then";
        };
    }

    private static String end(Optional<TrialOutcome> outcome) {
        if (outcome.isEmpty()) {
            return "not ended";
        }
        return outcome.get() instanceof Scored scored
                ? "score " + scored.selection()
                : ((Failed) outcome.get()).code().toString();
    }

    private static void addTo(List<String> lines, Difference difference) {
        lines.add("  " + difference.what());
        lines.add("    recorded  " + difference.recorded());
        lines.add("    here      " + difference.repeated());
    }

    private static void put(ArrayNode array, List<Difference> differences) {
        differences.forEach(difference -> array.addObject()
                .put("what", difference.what())
                .put("recorded", difference.recorded())
                .put("here", difference.repeated()));
    }
}
