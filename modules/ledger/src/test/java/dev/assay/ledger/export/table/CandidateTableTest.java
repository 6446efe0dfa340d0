package dev.assay.ledger.export.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.History;
import dev.assay.ledger.history.TestingRecipes;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.research.program.Arm;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CandidateTableTest {
    private static final String HEADER =
            "status\tname\tscore\truntime_seconds\tchanged_files\tdiff_summary\trun_command"
                    + "\tartifacts\tfailure_reason\tcandidate_manifest\tbase_candidate\tpatch_sha256\tmetric_name"
                    + "\tmetric_source\tmetric_artifact\tcandidate_kind\talgorithm_family\tliterature_event_id";

    @Test
    void writesARowACandidateInTheOrderOfReview() throws IOException {
        assertThat(CandidateTable.of(Campaigns.small().events(), "runs/small").toTsv())
                .isEqualTo(golden("small-wide.tsv"));
    }

    @Test
    void everyPrefixOfACampaignIsATable() {
        List<CampaignEvent> events = Campaigns.controlled(1).events();
        for (int length = 0; length <= events.size(); length++) {
            String tsv = CandidateTable.of(events.subList(0, length), "runs/x").toTsv();

            assertThat(tsv.lines()).first().isEqualTo(HEADER);
            assertThat(tsv.lines())
                    .allSatisfy(line -> assertThat(line.split("\t", -1)).hasSize(18));
        }
    }

    @Test
    void kindSaysWhoProposedItAndWhen() {
        List<Map<String, String>> rows = rows(History.started()
                .proposed(0, 0, "fedavg", "the baseline")
                .scored(0, 0.8)
                .reviewed(0, Verdict.KEEP, 0.8, "first")
                .phase(Phase.CALIBRATION, "measured")
                .proposed(1, 0, TestingRecipes.ALL.get(1), Arm.AGENT)
                .phase(Phase.SEARCH, "through")
                .proposed(2, 0, TestingRecipes.ALL.get(2), Arm.AGENT)
                .phase(Phase.CONTROLS, "the cap")
                .proposed(3, 0, TestingRecipes.ALL.get(3), Arm.RANDOM)
                .proposed(4, 0, TestingRecipes.ALL.get(4), Arm.SCALAR)
                .scored(4, 0.9)
                .reviewed(4, Verdict.KEEP, 0.9, "best of its arm"));

        assertThat(rows)
                .extracting(row -> row.get("name") + " " + row.get("status") + " " + row.get("candidate_kind"))
                .containsExactly(
                        "c000 baseline baseline",
                        "c004 control control/scalar",
                        "c001 candidate agent/calibration",
                        "c002 candidate agent/search",
                        "c003 candidate control/random");
    }

    @Test
    void changedKeysAreThoseThatDifferCameOrWent() {
        var adaptive = TestingRecipes.ALL.get(1).with(Map.of(Knob.AGGREGATOR, KnobValue.of("fedadam")));
        List<Map<String, String>> rows = rows(History.started()
                .proposed(0, 0, TestingRecipes.ALL.get(0), Arm.AGENT)
                .proposed(1, 0, adaptive, Arm.AGENT)
                .proposed(2, 1, TestingRecipes.ALL.get(1), Arm.AGENT));

        assertThat(rows.get(0)).containsEntry("changed_files", "none").containsEntry("base_candidate", "");
        assertThat(rows.get(1))
                .containsEntry("changed_files", "aggregator,server_lr,beta1,beta2,tau,bias_correction,lr")
                .containsEntry("base_candidate", "c000");
        assertThat(rows.get(2))
                .containsEntry("changed_files", "aggregator,server_lr,beta1,beta2,tau,bias_correction")
                .containsEntry("base_candidate", "c001");
        assertThat(rows.get(2).get("diff_summary"))
                .startsWith("aggregator fedadam -> fedavg, server_lr 0.1 -> none, ")
                .endsWith(" | why");
    }

    @Test
    void crashHasNoScoreAndSaysWhatFailed() {
        Map<String, String> row = rows(Campaigns.crashesOnly(), "runs/crashes").get(0);

        assertThat(row)
                .containsEntry("status", "crash")
                .containsEntry("score", "")
                .containsEntry("metric_source", "")
                .containsEntry("metric_artifact", "")
                .containsEntry("artifacts", "")
                .containsEntry("failure_reason", "TRAINING_FAILED: out of memory at round 3");
    }

    @Test
    void commandIsOneThatAShellTakes() {
        assertThat(rows(Campaigns.small(), "runs/it's a run").get(0))
                .containsEntry("run_command", "assay ledger reproduce 'runs/it'\\''s a run' c000");
    }

    /** Read as Python's csv module reads it, which the field's tools use. */
    @Property(tries = 200)
    void noTextBreaksTheTable(@ForAll("awkward") String text) {
        List<Map<String, String>> rows = rows(
                History.started()
                        .proposed(0, 0, text, text)
                        .crashed(0, 1, FailureCode.DIVERGED, text)
                        .reviewed(0, Verdict.DISCARD, 0.5, text),
                text);

        assertThat(rows).hasSize(1);
        String family = text.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ").strip();
        assertThat(rows.get(0)).hasSize(18).containsEntry("algorithm_family", family);
    }

    @Provide
    Arbitrary<String> awkward() {
        return Arbitraries.strings()
                .withChars('a', '"', '\'', '\t', '\n', '\r', ' ', ',', '\\', '\u000b', '\u0085', '\u2028', 'é')
                .ofMaxLength(12);
    }

    private static List<Map<String, String>> rows(History history) {
        return rows(history, "runs/x");
    }

    private static List<Map<String, String>> rows(History history, String run) {
        List<List<String>> lines =
                parse(CandidateTable.of(history.events(), run).toTsv());
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> cells : lines.subList(1, lines.size())) {
            assertThat(cells).hasSameSizeAs(lines.get(0));
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                row.put(lines.get(0).get(i), cells.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<List<String>> parse(String tsv) {
        List<List<String>> lines = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < tsv.length(); i++) {
            char c = tsv.charAt(i);
            if (c == '"' && quoted && i + 1 < tsv.length() && tsv.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"' && (quoted || cell.isEmpty())) {
                quoted = !quoted;
            } else if (!quoted && (c == '\t' || c == '\n' || c == '\r')) {
                cells.add(cell.toString());
                cell.setLength(0);
                if (c != '\t') {
                    lines.add(cells);
                    cells = new ArrayList<>();
                }
            } else {
                cell.append(c);
            }
        }
        return lines;
    }

    private static String golden(String name) throws IOException {
        try (var in = CandidateTableTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
