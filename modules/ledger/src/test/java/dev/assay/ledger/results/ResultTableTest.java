package dev.assay.ledger.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.History;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTableTest {
    private static final String HEADER =
            "commit\tscore\truntime_seconds\tbudget\tstatus\ttarget\tdescription\tartifacts";

    @Test
    void writesTheTableInTheOrderOfReview(@TempDir Path folder) throws IOException {
        ResultTable.of(CampaignState.of(Campaigns.small().events())).write(folder);

        assertThat(Files.readString(folder.resolve("results.tsv"))).isEqualTo(golden("small.tsv"));
        assertThat(folder).isDirectoryContaining(file -> file.endsWith("results.tsv"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void candidateWithoutAReviewComesLastWithItsScoreSoFar() {
        List<ResultTable.Row> rows = ResultTable.of(
                        CampaignState.of(Campaigns.unfinished().events()))
                .rows();

        assertThat(rows)
                .extracting(ResultTable.Row::status)
                .containsExactly(Status.KEEP, Status.KEEP, Status.DISCARD, Status.CRASH, Status.CANDIDATE);
        assertThat(rows.get(4).score()).hasValue(0.86);
        assertThat(rows.get(4).description()).isEqualTo("drift corrected");
    }

    @Test
    void everyPrefixOfACampaignIsATable() {
        List<CampaignEvent> events = Campaigns.small().events();
        for (int length = 0; length <= events.size(); length++) {
            String tsv =
                    ResultTable.of(CampaignState.of(events.subList(0, length))).toTsv();

            assertThat(tsv.lines()).first().isEqualTo(HEADER);
            assertThat(tsv.lines())
                    .allSatisfy(line -> assertThat(line.split("\t", -1)).hasSize(8));
        }
    }

    @Test
    void nothingScoredIsNoScoreRatherThanZero() {
        ResultTable table = ResultTable.of(CampaignState.of(
                History.started().proposed(0, 0, "fedavg", "the baseline").events()));

        assertThat(table.rows().get(0).score()).isEmpty();
        assertThat(table.toTsv())
                .contains("\t\t0.0\t10 rounds x 8 sites\tcandidate\tfedavg\tthe baseline\ttrials/c000\n");
    }

    private static String golden(String name) throws IOException {
        try (var in = ResultTableTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
