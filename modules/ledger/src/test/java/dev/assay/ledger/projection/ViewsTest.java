package dev.assay.ledger.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.projection.View.Name;
import dev.assay.ledger.results.ResultTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewsTest {
    private static final CampaignState STATE =
            CampaignState.of(Campaigns.small().events());
    private static final ChainHead HEAD = new ChainHead(47, Digest.ofText("event 47"));

    @TempDir
    Path run;

    @Test
    void resultsAreThoseOfTheTable() {
        View results = Views.of(Name.RESULTS, STATE);

        assertThat(results.toTsv()).isEqualTo(ResultTable.of(STATE).toTsv());
        assertThat(results.toJson()).isEqualTo(ResultTable.of(STATE).toJson());
    }

    @Test
    void bestSoFarNeverFallsAndEndsAtTheIncumbent() {
        List<List<Object>> rows = Views.of(Name.BEST, STATE).rows();

        assertThat(rows).extracting(row -> (Double) row.get(6)).isSorted();
        assertThat(rows.get(rows.size() - 1).get(5))
                .isEqualTo(STATE.record(STATE.incumbent()).candidate().name());
        assertThat(rows.get(0)).startsWith(1).element(7).isEqualTo(0.0);
    }

    @Test
    void costsAddUpToThoseOfAllTrials() {
        long steps = STATE.candidates().stream()
                .flatMap(candidate -> candidate.trials().stream())
                .flatMap(trial -> trial.outcome().stream())
                .mapToLong(outcome -> outcome.cost().steps())
                .sum();

        assertThat(Views.of(Name.COST, STATE).rows().stream()
                        .mapToLong(row -> (Long) row.get(5))
                        .sum())
                .isEqualTo(steps)
                .isPositive();
    }

    @Test
    void familiesHaveEveryCandidateOnce() {
        List<List<Object>> rows = Views.of(Name.FAMILIES, STATE).rows();

        assertThat(rows.stream().mapToInt(row -> (Integer) row.get(1)).sum())
                .isEqualTo(STATE.candidates().size());
        assertThat(rows.stream().mapToInt(row -> (Integer) row.get(4)).sum())
                .as("crashed")
                .isEqualTo(1);
    }

    @Test
    void axesAreWhatCandidatesHaveOtherwiseThanTheBaseline() {
        List<List<Object>> rows = Views.of(Name.AXES, STATE).rows();

        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(
                        row -> assertThat(STATE.record(0).candidate().recipe().canonical())
                                .doesNotContain(row.get(0) + "=" + row.get(1) + "\n"));
        assertThat(rows).extracting(row -> row.get(0)).isSubsetOf(knobsOfAll());
    }

    @ParameterizedTest
    @EnumSource(Name.class)
    void keptViewComesBackAsItWas(Name name) throws IOException {
        ViewFiles files = new ViewFiles(run);
        View view = Views.of(name, STATE);
        files.write(view, HEAD);

        assertThat(files.read(name, HEAD)).hasValueSatisfying(read -> {
            assertThat(read.toTsv()).isEqualTo(view.toTsv());
            assertThat(read.toJson()).isEqualTo(view.toJson());
        });
        assertThat(files.agree(view, HEAD)).isTrue();
    }

    @Test
    void viewOfAnotherHeadIsNotUsedAndHarmsNothing() throws IOException {
        ViewFiles files = new ViewFiles(run);
        files.write(Views.of(Name.BEST, STATE), new ChainHead(46, Digest.ofText("event 46")));

        assertThat(files.read(Name.BEST, HEAD)).isEmpty();
        assertThat(files.agree(Views.of(Name.BEST, STATE), HEAD)).isTrue();
    }

    @Test
    void editedViewDoesNotAgree() throws IOException {
        ViewFiles files = new ViewFiles(run);
        View view = Views.of(Name.COST, STATE);
        files.write(view, HEAD);
        Path file = files.file(Name.COST);
        Files.writeString(file, Files.readString(file).replace("\"c001\"", "\"c002\""));

        assertThat(files.read(Name.COST, HEAD)).isPresent();
        assertThat(files.agree(view, HEAD)).isFalse();
    }

    @Test
    void damagedOrDroppedViewIsNone() throws IOException {
        ViewFiles files = new ViewFiles(run);
        files.write(Views.of(Name.COST, STATE), HEAD);
        Files.writeString(files.file(Name.COST), "{\"view\":");
        assertThat(files.read(Name.COST, HEAD)).isEmpty();

        files.drop();

        assertThat(files.file(Name.COST)).doesNotExist();
        assertThat(files.read(Name.COST, HEAD)).isEmpty();
    }

    private static List<Object> knobsOfAll() {
        return STATE.candidates().stream()
                .flatMap(record -> record.candidate().recipe().values().keySet().stream())
                .<Object>map(knob -> knob.key())
                .distinct()
                .toList();
    }
}
