package dev.assay.cli.campaign;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;

/** What the cluster answers, for people or as it is. */
final class Shown {
    private Shown() {}

    /** @param text for people */
    static void print(CommandSpec spec, boolean json, JsonNode answer, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? answer.toString() : text);
        out.flush();
    }

    static String listing(JsonNode answer) {
        if (answer.path("campaigns").isEmpty()) {
            return "there is no campaign yet";
        }
        StringBuilder text = new StringBuilder();
        answer.path("campaigns").forEach(campaign -> {
            boolean here = !campaign.path("phase").isNull()
                    && !campaign.path("condition").asString().equals("finished");
            text.append(text.isEmpty() ? "" : System.lineSeparator())
                    .append(String.format(
                                    Locale.ROOT,
                                    "%-30s %-9s %s",
                                    campaign.path("name").asString(),
                                    campaign.path("condition").asString(),
                                    here
                                            ? campaign.path("phase").asString() + ", "
                                                    + campaign.path("candidates")
                                                            .asInt() + " candidates, "
                                                    + campaign.path("trials").asInt() + " trials run"
                                            : "")
                            .stripTrailing());
        });
        return text.toString();
    }

    static String status(JsonNode status) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "campaign",
                status.path("name").asString() + ", seed " + status.path("seed").asLong());
        line(
                text,
                "condition",
                status.path("condition").asString() + ", after event "
                        + status.path("events").asLong());
        line(text, "phase", status.path("phase").asString());
        line(text, "candidates", candidates(status.path("candidates")));
        standing(status.path("baseline"), words -> line(text, "baseline", words));
        standing(status.path("incumbent"), words -> line(text, "incumbent", words));
        line(text, "width", status.path("width").asInt() + " trials side by side");
        status.path("trials")
                .forEach(trial -> line(
                        text,
                        "runs",
                        trial.path("id").asString() + ", "
                                + trial.path("rounds").asInt() + " rounds done"));
        status.path("waits")
                .forEach(wait -> line(
                        text,
                        "waits",
                        wait.path("who").asString() + ": " + wait.path("reason").asString()));
        optional(text, "paused", status.path("pause_cause"));
        optional(text, "stopped", status.path("stop_cause"));
        optional(text, "verdict", status.path("verdict"));
        optional(text, "trouble", status.path("trouble"));
        return text.toString().stripTrailing();
    }

    private static String candidates(JsonNode byStatus) {
        StringBuilder text = new StringBuilder();
        byStatus.properties()
                .forEach(one -> text.append(text.isEmpty() ? "" : ", ")
                        .append(one.getValue().asInt())
                        .append(' ')
                        .append(one.getKey()));
        return text.isEmpty() ? "none yet" : text.toString();
    }

    private static void standing(JsonNode standing, Consumer<String> words) {
        if (standing.isObject()) {
            words.accept(String.format(
                    Locale.ROOT,
                    "%s, %.4f",
                    standing.path("candidate").asString(),
                    standing.path("score").asDouble()));
        }
    }

    private static void optional(StringBuilder text, String name, JsonNode value) {
        if (value.isString()) {
            line(text, name, value.asString());
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-11s %s%n", name, value));
    }
}
