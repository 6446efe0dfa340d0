package dev.assay.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.research.fingerprint.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintCheckTest {
    @TempDir
    private Path folder;

    private RunSources sources;
    private CampaignStarted start;

    @BeforeEach
    void copyFiles() throws Exception {
        Path profiles = Home.folder().resolve("profiles");
        sources = new RunSources(
                Files.copy(profiles.resolve("digits").resolve("profile.md"), folder.resolve("profile.md")),
                Files.copy(profiles.resolve("program.md"), folder.resolve("program.md")),
                new TreeMap<>(Map.of("budget.rounds", "3")));
        RunInputs inputs = RunInputs.read(sources);
        start = new CampaignStarted(
                Instant.EPOCH,
                "c",
                5,
                inputs.profile().text(),
                inputs.program().text(),
                Fingerprint.of(inputs.profile(), inputs.program(), FingerprintCheck.EVALUATOR)
                        .fields(),
                16);
    }

    private FingerprintCheck check(String evaluator) {
        return new FingerprintCheck(Path.of("runs/x"), evaluator);
    }

    private void edit(Path file, String from, String to) throws Exception {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void sameFilesAndReleaseGoOn() {
        assertThatCode(() -> {
                    check(FingerprintCheck.EVALUATOR).requireSameRelease(start);
                    check(FingerprintCheck.EVALUATOR).requireSameFiles(start, sources);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void anotherEvaluatorIsRefused() {
        assertThatThrownBy(() -> check("assay-evaluator-2").requireSameRelease(start))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("\n  evaluator is assay-evaluator-2, was assay-evaluator-1\n")
                .hasMessageContaining("--parent runs/x --label NAME --seed 5");
    }

    @Test
    void everyDifferingFieldIsNamedWithWhatItIsAndWas() throws Exception {
        edit(sources.profile(), "  lr: 0.05", "  lr: 0.06");
        edit(sources.profile(), "max: 0.95, weight: 2", "max: 0.9, weight: 2");
        edit(sources.profile(), "max_sample_passes: 20", "max_sample_passes: unlimited");
        edit(sources.program(), "---\n", "---\n# A comment is part of what an agent reads.\n");

        assertThatThrownBy(() -> check(FingerprintCheck.EVALUATOR).requireSameFiles(start, sources))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("\n  baseline.lr is 0.06, was 0.05\n")
                .hasMessageContaining("\n  surface.server_momentum.max is 0.9, was 0.95\n")
                .hasMessageContaining("\n  cost.max_sample_passes is \"unlimited\", was 20\n")
                .hasMessageContaining("program is ");
    }

    @Test
    void otherWeightsOfTheSearchAndProseAreNoDifference() throws Exception {
        edit(sources.profile(), "# Task: digits", "# Task: digits, in other words");
        edit(sources.profile(), "max: 0.95, weight: 2", "max: 0.95, weight: 3");

        assertThatCode(() -> check(FingerprintCheck.EVALUATOR).requireSameFiles(start, sources))
                .doesNotThrowAnyException();
    }

    @Test
    void sourcesSurviveTheirFile() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("run"));
        assertThat(run.sources()).isEmpty();

        run.rememberSources(sources);

        assertThat(run.sources()).contains(sources);
        Files.writeString(run.path().resolve("sources.json"), "{\"profile\": 3}");
        assertThatThrownBy(run::sources)
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("sources.json cannot be read");
    }
}
