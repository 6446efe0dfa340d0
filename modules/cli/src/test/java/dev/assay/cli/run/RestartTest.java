package dev.assay.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Home;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.research.fingerprint.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    @TempDir
    private Path folder;

    private static CampaignStarted start(RunSources sources, Optional<Lineage> lineage) throws Exception {
        RunInputs inputs = RunInputs.read(sources);
        return new CampaignStarted(
                Instant.EPOCH,
                "c",
                5,
                inputs.profile().text(),
                inputs.program().text(),
                Fingerprint.of(inputs.profile(), inputs.program(), FingerprintCheck.EVALUATOR, Digest.ofText("rows"))
                        .fields(),
                3,
                lineage);
    }

    @Test
    void shippedProfileIsNamedWithSeedCapAndEverySetting() throws Exception {
        RunSources sources = RunInputs.read(
                        Home.folder(), "digits", Map.of("budget.rounds", "3", "title", "Mia's digits"))
                .sources();

        assertThat(Restart.command(start(sources, Optional.empty()), sources))
                .contains("./assay simulate digits --seed 5 --max-candidates 3 --set budget.rounds=3"
                        + " --set 'title=Mia'\\''s digits'");
    }

    @Test
    void otherProfilesAreNamedByTheirFolderAndSubCampaignsByParentAndLabel() throws Exception {
        Path profiles = Home.folder().resolve("profiles");
        RunSources sources = new RunSources(
                Files.copy(profiles.resolve("digits").resolve("profile.md"), folder.resolve("profile.md")),
                profiles.resolve("program.md"),
                new TreeMap<>());
        Lineage lineage = new Lineage("fewer-rounds", "c0", Digest.ofText("c0"), List.of("rounds is 3, was 30"), false);

        assertThat(Restart.command(start(sources, Optional.of(lineage)), sources))
                .contains("./assay simulate " + folder
                        + " --seed 5 --max-candidates 3 --parent PARENT --label fewer-rounds");
    }

    @Test
    void noCommandStartsACampaignAgainWhoseFilesAreEditedOrGone() throws Exception {
        Path profiles = Home.folder().resolve("profiles");
        Path profile = Files.copy(profiles.resolve("digits").resolve("profile.md"), folder.resolve("profile.md"));
        RunSources sources = new RunSources(profile, profiles.resolve("program.md"), new TreeMap<>());
        CampaignStarted start = start(sources, Optional.empty());
        assertThat(Restart.command(start, sources)).isPresent();

        Files.writeString(profile, Files.readString(profile).replace("lr: 0.05", "lr: 0.06"));
        assertThat(Restart.command(start, sources)).isEmpty();

        Files.delete(profile);
        assertThat(Restart.command(start, sources)).isEmpty();
    }
}
