package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole campaign by one command, and that its result does not depend on how the work was done. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(300)
class SimulateIT {
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    @TempDir
    Path folder;

    @Test
    void leavesTableReportPlotAndLedger(UndisturbedRun undisturbed) throws IOException {
        Path run = undisturbed.run();
        List<String> table = Files.readAllLines(run.resolve("results.tsv"));
        assertThat(table.get(0))
                .isEqualTo("commit\tscore\truntime_seconds\tbudget\tstatus\ttarget\tdescription\tartifacts");
        assertThat(table).hasSize(2 + SmallCampaign.CANDIDATES + SmallCampaign.CONTROLS);
        List<String[]> rows =
                table.stream().skip(1).map(line -> line.split("\t", -1)).toList();
        assertThat(rows).allSatisfy(row -> {
            assertThat(row).hasSize(8);
            assertThat(row[0]).matches("[0-9a-f]{7,64}");
            assertThat(Double.parseDouble(row[1])).isBetween(0.0, 1.0);
            assertThat(row[4]).isIn("keep", "discard", "control");
        });
        assertThat(rows).filteredOn(row -> row[4].equals("control")).hasSize(SmallCampaign.CONTROLS);
        assertThat(rows.get(0)[4]).isEqualTo("keep");
        assertThat(rows.get(0)[6]).contains("baseline");
        assertThat(rows).extracting(row -> row[0]).doesNotHaveDuplicates();

        assertThat(run.resolve("report.md")).content().contains("c000", "c003", "hold-out");
        assertThat(run.resolve("report.json")).content().startsWith("{").contains("\"candidates\"");
        for (String plot : List.of("progress.png", "cost.png")) {
            assertThat(ImageIO.read(run.resolve(plot).toFile()).getWidth()).isGreaterThan(600);
        }
        assertThat(undisturbed.ledger().count(CampaignFinished.class)).isEqualTo(1);
        assertThat(undisturbed.ledger().count(CandidateReviewed.class))
                .isEqualTo(1 + SmallCampaign.CANDIDATES + SmallCampaign.CONTROLS);
    }

    @Test
    void endsWithTheBestCandidatesTheLiftTheCostAndWhereEverythingIs(UndisturbedRun undisturbed) {
        assertThat(undisturbed.output())
                .anyMatch(line -> line.matches("  c\\d{3} keep .*"))
                .anyMatch(line -> line.startsWith("lift "))
                .anyMatch(line -> line.matches("verdict +(confirmed|not confirmed)"))
                .anyMatch(line -> line.matches("label +(mechanism|tuning|artifact): .*"))
                .anyMatch(line -> line.matches("controls +agent .*, random search .*, scalar tuning .* candidates"))
                .anyMatch(line -> line.startsWith("cost "))
                .anyMatch(line -> line.matches("report +runs/small/report.md"))
                .anyMatch(line -> line.matches("plot +runs/small/progress.png"))
                .anyMatch(line -> line.matches("ledger +runs/small/ledger.mv.db"));
    }

    @Test
    void trainsEveryRoundOfEveryTrialOnce(UndisturbedRun undisturbed) {
        Ledger ledger = undisturbed.ledger();
        assertThat(ledger.perTrial(RoundCompleted.class).values()).containsOnly(SmallCampaign.ROUNDS);
        assertThat(ledger.perTrial(TrialEnded.class).values()).containsOnly(1);
    }

    @Test
    void hasTheSameBitsForAnyWidthAndAnyNumberOfTrainingThreads(UndisturbedRun undisturbed) {
        try (AssayProcess process = SmallCampaign.start(folder, "--width", "3", "--threads", "4")) {
            process.expectExit(0);
        }
        EqualCampaigns.assertEqual(Ledger.of(SmallCampaign.run(folder)), undisturbed.ledger());
    }

    @Test
    void hasOtherBitsForAnotherSeed(UndisturbedRun undisturbed) {
        try (AssayProcess process = AssayProcess.start(
                folder,
                "simulate",
                "--runs",
                "runs",
                "--name",
                SmallCampaign.NAME,
                "--seed",
                "2",
                "--max-candidates",
                "0",
                "--set",
                "budget.rounds=1",
                "--set",
                "program.seeds={baseline: 2, first: 1, full: 2, confirmation: 2}")) {
            process.expectExit(0);
        }
        assertThat(modelsAfterRoundOne(Ledger.of(SmallCampaign.run(folder))))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(modelsAfterRoundOne(undisturbed.ledger()));
    }

    @Test
    void hasTheSameBitsOnANewerJdk(UndisturbedRun undisturbed) throws IOException {
        Optional<Path> newer = newerJdk();
        assumeTrue(newer.isPresent(), "no JDK 21 or newer lies beside " + System.getProperty("java.home"));
        try (AssayProcess process = AssayProcess.start(
                newer.get(),
                version(newer.get()) >= 24
                        ? List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
                        : List.of(),
                folder,
                SmallCampaign.command())) {
            process.expectExit(0);
        }
        EqualCampaigns.assertEqual(Ledger.of(SmallCampaign.run(folder)), undisturbed.ledger());
    }

    private static Set<Object> modelsAfterRoundOne(Ledger ledger) {
        return Set.copyOf(ledger.all(RoundCompleted.class).stream()
                .filter(completed -> completed.round() == 0)
                .map(RoundCompleted::model)
                .toList());
    }

    private static Optional<Path> newerJdk() throws IOException {
        Path home = Path.of(System.getProperty("java.home")).toRealPath();
        try (Stream<Path> siblings = Files.list(home.getParent())) {
            return siblings.filter(Files::isDirectory)
                    .filter(jdk -> version(jdk) >= 21 && version(jdk) > version(home))
                    .sorted()
                    .findFirst();
        }
    }

    /** The feature release that a JDK's folder says it is; 0 if it says nothing. */
    private static int version(Path jdk) {
        Path release = jdk.resolve("release");
        try {
            Matcher version = VERSION.matcher(Files.isReadable(release) ? Files.readString(release) : "");
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
