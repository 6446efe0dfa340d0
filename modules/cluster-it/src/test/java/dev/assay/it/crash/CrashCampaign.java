package dev.assay.it.crash;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The small campaign with one more candidate, whose updates run away: so it has refused updates and a failed trial too. */
final class CrashCampaign {
    private static final int CANDIDATES = 4;
    private static final List<String> MORE = List.of(
            "--set",
            "calibration=[{name: held, hypothesis: Less drift., change: {aggregator: scaffold}},"
                    + " {name: fast, hypothesis: Gets further., change: {lr: 0.2}},"
                    + " {name: wild, hypothesis: Runs away., change: {lr: 1, momentum: 0.99}}]",
            "--set",
            "updates.max_norm=20",
            "--set",
            "program.search.batch=3");

    private CrashCampaign() {}

    static List<String> command(int width, String... more) {
        return SmallCampaign.command(
                CANDIDATES,
                Stream.of(MORE, List.of("--width", Integer.toString(width)), List.of(more))
                        .flatMap(List::stream)
                        .toArray(String[]::new));
    }

    static List<String> resumption(int width) {
        return SmallCampaign.resumption("--width", Integer.toString(width));
    }

    /** From start to end, one trial and one training at a time; what it comes to. */
    static Ledger undisturbed(Path folder) {
        try (AssayProcess process = AssayProcess.start(folder, command(1, "--threads", "1"))) {
            process.expectExit(0);
        }
        return Ledger.of(SmallCampaign.run(folder));
    }
}
