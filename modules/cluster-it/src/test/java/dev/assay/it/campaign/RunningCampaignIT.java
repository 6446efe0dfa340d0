package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others may do while a campaign runs: ask it to stop, read its ledger, but not run it a second time. */
@Timeout(300)
class RunningCampaignIT {
    private static final String KEPT = "c(?!000)\\d{3}  keep .*";

    @TempDir
    Path folder;

    @Test
    void isReadWhileItRunsAndEndsByItselfOnStopFile() throws IOException {
        Path run = SmallCampaign.run(folder);
        try (AssayProcess campaign = SmallCampaign.startLong(folder)) {
            campaign.awaitLine("a kept candidate", line -> line.matches(KEPT));

            refuses(SmallCampaign.resume(folder));
            reads(folder, "ledger", "events", "runs/small");
            reads(folder, "ledger", "events", "--json", "runs/small");
            reads(folder, "ledger", "results", "runs/small");
            reads(folder, "report", "runs/small");
            assertThat(campaign.isAlive()).as(campaign::transcript).isTrue();

            Files.createFile(run.resolve("STOP"));
            campaign.awaitLine("-- stopping: stop file STOP")
                    .awaitLine("-- hold-out opened")
                    .awaitLine("lift ")
                    .expectExit(0);
        }
        Ledger ledger = Ledger.of(run);
        assertThat(ledger.count(StopRequested.class)).isEqualTo(1);
        assertThat(ledger.count(CampaignConfirmed.class)).isEqualTo(1);
        assertThat(ledger.count(CampaignFinished.class)).isEqualTo(1);
        assertThat(run.resolve("report.md")).content().containsIgnoringCase("stop");

        List<String> events = reads(folder, "ledger", "events", "runs/small");
        assertThat(events).hasSameSizeAs(ledger.events());
        assertThat(String.join("\n", reads(folder, "ledger", "results", "runs/small")))
                .isEqualTo(Files.readString(run.resolve("results.tsv")).stripTrailing());
    }

    private static List<String> reads(Path folder, String... command) {
        try (AssayProcess process = AssayProcess.start(folder, command)) {
            List<String> output = process.expectExit(0).output();
            assertThat(output).as(process::transcript).hasSizeGreaterThan(1);
            assertThat(process.errors()).isEmpty();
            return output;
        }
    }

    private static void refuses(AssayProcess second) {
        try (second) {
            second.expectExit(2);
            assertThat(second.errors()).contains("is open in another process").doesNotContain("\tat ");
        }
    }
}
