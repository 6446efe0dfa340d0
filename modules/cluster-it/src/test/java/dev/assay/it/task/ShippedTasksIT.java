package dev.assay.it.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.research.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped task from its files to its report, in a campaign of one round a trial. */
@Timeout(600)
class ShippedTasksIT {
    private static final Path PROFILES = AssayProcess.home().resolve("profiles");
    /** The large network takes milliseconds to score an image: ten thousand of them would take most of the time here. */
    private static final List<String> FEW_SCORED_IMAGES = List.of(
            "splits={train: 0.996, selection: 0.004, hold_out: official, seed: 1}",
            "program.phases=[baseline, calibration]");

    private static final Map<String, List<String>> SHORTER = Map.of(
            "cifar10",
            with(
                    FEW_SCORED_IMAGES,
                    "baseline={architecture: moderate_cnn, lr: 0.05, momentum: 0.9, batch_size: 8, local_steps: 1}"),
            "cifar10-cpu",
            with(FEW_SCORED_IMAGES, "baseline.local_steps=2"),
            "shakespeare",
            List.of("baseline={architecture: lstm, lr: 1, batch_size: 16, local_steps: 2}"));

    @TempDir
    private Path folder;

    static List<String> tasks() throws IOException {
        try (Stream<Path> folders = Files.list(PROFILES)) {
            return folders.filter(task -> Files.exists(task.resolve(Profiles.FILE)))
                    .map(task -> task.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void runsFromItsFilesToItsReport(String task) throws Exception {
        String data = System.getenv("ASSAY_DATA");
        boolean complete = Profiles.read(PROFILES.resolve(task)).data().files().stream()
                .allMatch(file -> Files.exists(PROFILES.resolve(task).resolve(file.path())));
        assumeTrue(
                complete || (data != null && !data.isEmpty()),
                "skipped: ASSAY_DATA names no folder with the real data of " + task);

        List<String> command = new ArrayList<>(List.of(
                "simulate",
                task,
                "--runs",
                "runs",
                "--name",
                "one",
                "--max-candidates",
                "1",
                "--set",
                "budget.rounds=1",
                "--set",
                "program.seeds={baseline: 2, first: 1, full: 2, confirmation: 2}",
                "--set",
                "program.controls={arms: [random], candidates: 1}"));
        if (!complete) {
            command.addAll(List.of("--data", data));
        }
        SHORTER.getOrDefault(task, List.of()).forEach(setting -> command.addAll(List.of("--set", setting)));
        try (AssayProcess process =
                AssayProcess.start(Path.of(System.getProperty("java.home")), List.of("-Xmx1500m"), folder, command)) {
            process.expectExit(0);
            assertThat(process.output())
                    .as(process::transcript)
                    .anyMatch(line -> line.startsWith("lift "))
                    .anyMatch(line -> line.startsWith("cost "));
        }

        Path run = folder.resolve("runs").resolve("one");
        List<String[]> rows = Files.readAllLines(run.resolve("results.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .toList();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(2);
        assertThat(rows)
                .allSatisfy(row -> assertThat(Double.parseDouble(row[1])).isBetween(0.001, 1.0));
        assertThat(run.resolve("report.md")).content().contains(task, "c001");
    }

    private static List<String> with(List<String> first, String more) {
        return Stream.concat(first.stream(), Stream.of(more)).toList();
    }
}
