package dev.assay.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.research.fingerprint.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintCheckTest {
    private static final Digest ROWS = Digest.ofText("rows");

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
                Fingerprint.of(inputs.profile(), inputs.program(), FingerprintCheck.EVALUATOR, ROWS)
                        .fields(),
                16);
    }

    private FingerprintCheck check(String evaluator) {
        return new FingerprintCheck(Path.of("runs/x"), evaluator, Optional.of(sources));
    }

    private List<String> checkFiles() throws Exception {
        FingerprintCheck check = check(FingerprintCheck.EVALUATOR);
        return check.requireSameFiles(start, check.requireSameRelease(start));
    }

    private CampaignStarted startedWith(String profileText) {
        return new CampaignStarted(
                Instant.EPOCH, "c", 5, profileText, start.programText(), start.fingerprint(), start.maxCandidates());
    }

    private void edit(Path file, String from, String to) throws Exception {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void sameFilesRowsAndReleaseGoOn() {
        FingerprintCheck check = check(FingerprintCheck.EVALUATOR);

        assertThatCode(() -> check.requireSameRows(start, check.requireSameRelease(start), ROWS))
                .doesNotThrowAnyException();
        assertThatCode(() -> assertThat(checkFiles()).isEmpty()).doesNotThrowAnyException();
    }

    @Test
    void anotherEvaluatorIsRefused() {
        assertThatThrownBy(() -> check("assay-evaluator-2").requireSameRelease(start))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("\n  evaluator is assay-evaluator-2, was assay-evaluator-1\n")
                .hasMessageContaining("simulate " + folder
                        + " --parent runs/x --label NAME --seed 5, with the --set values of before");
    }

    @Test
    void otherRowsOfTheSameFilesAreRefused() throws Exception {
        FingerprintCheck check = check(FingerprintCheck.EVALUATOR);
        FingerprintCheck.Recorded recorded = check.requireSameRelease(start);
        Digest others = Digest.ofText("other rows");

        assertThatThrownBy(() -> check.requireSameRows(start, recorded, others))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("\n  rows is " + others + ", was " + ROWS + "\n")
                .hasMessageContaining("go on with the release that began it");
    }

    @Test
    void textsOfAnotherReleaseAreNoProblemOfTheReader() {
        CampaignStarted other = startedWith(start.profileText().replace("budget:", "of_another_release: 1\nbudget:"));

        assertThatThrownBy(() -> check(FingerprintCheck.EVALUATOR).requireSameRelease(other))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("was recorded by another release")
                .hasMessageContaining("of_another_release")
                .hasMessageContaining("go on with the release that began it, or start a labelled sub-campaign: ")
                .hasMessageContaining("simulate " + folder + " --parent runs/x");
    }

    @Test
    void withoutSourcesOnlyAnInstalledProfileIsOfferedByName() {
        FingerprintCheck digits = new FingerprintCheck(Path.of("runs/x"), "assay-evaluator-2", Optional.empty());
        assertThatThrownBy(() -> digits.requireSameRelease(start)).hasMessageContaining("simulate digits --parent");

        TreeMap<String, String> own = new TreeMap<>(start.fingerprint());
        own.put("task", "\"own-task\"");
        CampaignStarted ofOwn = new CampaignStarted(
                Instant.EPOCH, "c", 5, start.profileText(), start.programText(), own, start.maxCandidates());
        assertThatThrownBy(() -> digits.requireSameRelease(ofOwn)).hasMessageContaining("simulate PROFILE --parent");
    }

    @Test
    void whatIsStillThereIsCheckedAndWhatIsGoneIsTold() throws Exception {
        Files.delete(sources.program());
        assertThat(checkFiles())
                .singleElement()
                .asString()
                .startsWith("the program " + sources.program() + " is no longer there: edits of it cannot be seen");

        edit(sources.profile(), "  lr: 0.05", "  lr: 0.06");
        assertThatThrownBy(this::checkFiles).hasMessageContaining("\n  baseline.lr is 0.06, was 0.05\n");
        Files.delete(sources.profile());
        assertThat(checkFiles()).hasSize(2);
    }

    @Test
    void withoutSourcesTheInstalledProfileIsComparedAndToldOf() throws Exception {
        FingerprintCheck check = new FingerprintCheck(Path.of("runs/x"), FingerprintCheck.EVALUATOR, Optional.empty());

        assertThat(check.requireSameFiles(start, check.requireSameRelease(start)))
                .singleElement()
                .asString()
                .contains("runs/x does not say where profile and program came from")
                .contains("\n  budget.rounds is ");
    }

    @Test
    void everyDifferingFieldIsNamedWithWhatItIsAndWas() throws Exception {
        edit(sources.profile(), "  lr: 0.05", "  lr: 0.06");
        edit(sources.profile(), "max: 0.95, weight: 2", "max: 0.9, weight: 2");
        edit(sources.profile(), "max_sample_passes: 20", "max_sample_passes: unlimited");
        edit(sources.program(), "---\n", "---\n# A comment is part of what an agent reads.\n");

        assertThatThrownBy(() -> checkFiles())
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

        assertThatCode(() -> checkFiles()).doesNotThrowAnyException();
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
