package dev.assay.ledger.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.history.Campaigns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTableTest {
    private final CampaignState state = CampaignState.of(Campaigns.small().events());

    @Test
    void everyTrialHasARowBelowTheRecipe(@TempDir Path folder) throws IOException {
        CandidateRecord baseline = state.record(0);
        new TrialTable(baseline).write(folder);

        List<String> lines = Files.readAllLines(folder.resolve("trials/c000.tsv"));
        List<String> rows = lines.stream().filter(line -> !line.startsWith("#")).toList();
        assertThat(rows.get(0)).startsWith("trial\tseed\tselection\thold_out\tmodel");
        assertThat(rows).hasSize(baseline.trials().size() + 1);
        assertThat(rows).allSatisfy(row -> assertThat(row.split("\t", -1)).hasSize(11));
        assertThat(lines).anyMatch(line -> line.equals("# aggregator=fedavg"));
    }

    @Test
    void failedTrialSaysWhyInsteadOfAScore() {
        String tsv = new TrialTable(state.record(3)).toTsv();

        assertThat(tsv.lines().toList()).last().asString().contains("DIVERGED: ");
        assertThat(tsv.lines().toList()).last().asString().contains("\t\t\t\t");
    }
}
