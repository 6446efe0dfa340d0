package dev.assay.ledger.results;

import dev.assay.ledger.artifact.ArtifactFile;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.RecordedTask;
import dev.assay.ledger.campaign.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The field's {@code results.tsv}: one row a candidate, the baseline first, then in the order of review. */
public record ResultTable(List<Row> rows) {
    /** The file's name in a run folder. */
    public static final String FILE_NAME = "results.tsv";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String HEADER =
            "commit\tscore\truntime_seconds\tbudget\tstatus\ttarget\tdescription\tartifacts\n";

    public ResultTable {
        rows = List.copyOf(rows);
    }

    /**
     * One candidate.
     *
     * @param commit first 12 characters of the recipe's digest
     * @param score selection score that the review used, 0 for a crash; before the review the mean so far, empty if
     *     nothing is scored
     * @param runtimeSeconds wall-clock time, seconds, summed over the candidate's trials
     * @param budget what each trial gets, for example {@code 10 rounds x 8 sites}
     * @param target the strategy's family
     * @param description hypothesis, and the review's reason
     * @param artifacts table of the candidate's trials and their models, relative to the run folder
     */
    public record Row(
            String commit,
            OptionalDouble score,
            double runtimeSeconds,
            String budget,
            Status status,
            String target,
            String description,
            String artifacts) {
        private String line() {
            return String.join(
                            "\t",
                            commit,
                            score.isPresent() ? String.format(Locale.ROOT, "%.6f", score.getAsDouble()) : "",
                            String.format(Locale.ROOT, "%.1f", runtimeSeconds),
                            cell(budget),
                            status.word(),
                            cell(target),
                            cell(description),
                            cell(artifacts))
                    + "\n";
        }

        private static String cell(String text) {
            return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        }
    }

    /** The table of a campaign, finished or not. */
    public static ResultTable of(CampaignState state) {
        String budget = state.start().map(ResultTable::budget).orElse("");
        return new ResultTable(state.inReviewOrder().stream()
                .map(record -> row(record, budget))
                .toList());
    }

    /** The file's text, with the header. */
    public String toTsv() {
        StringBuilder text = new StringBuilder(HEADER);
        rows.forEach(row -> text.append(row.line()));
        return text.toString();
    }

    /** The rows as a JSON array of objects with the header's names, the score a number or null. */
    public String toJson() {
        ArrayNode array = JSON.createArrayNode();
        for (Row row : rows) {
            array.addObject()
                    .put("commit", row.commit())
                    .put("score", row.score().isPresent() ? row.score().getAsDouble() : null)
                    .put("runtime_seconds", row.runtimeSeconds())
                    .put("budget", row.budget())
                    .put("status", row.status().word())
                    .put("target", row.target())
                    .put("description", row.description())
                    .put("artifacts", row.artifacts());
        }
        return array.toPrettyString() + "\n";
    }

    /** Writes {@code results.tsv} into the run folder, whole or not at all. */
    public void write(Path runFolder) throws IOException {
        ArtifactFile.write(runFolder.resolve(FILE_NAME), toTsv().getBytes(StandardCharsets.UTF_8));
    }

    private static Row row(CandidateRecord result, String budget) {
        Candidate candidate = result.candidate();
        String reason = result.review().map(CandidateReviewed::reason).orElse("");
        return new Row(
                candidate.recipe().digest().brief(),
                result.score(),
                result.cost().seconds(),
                budget,
                result.status(),
                candidate.family(),
                reason.isBlank() ? candidate.hypothesis() : candidate.hypothesis() + " | " + reason,
                TrialTable.file(candidate));
    }

    /** Tables of several campaigns are often laid side by side, so a sub-campaign says in each row what it is. */
    private static String budget(CampaignStarted started) {
        RecordedTask task = RecordedTask.of(started);
        return task.rounds() + " rounds x " + task.sites() + " sites"
                + started.lineage()
                        .map(lineage -> "; " + lineage.label() + ", not comparable with " + lineage.parentId())
                        .orElse("");
    }
}
