package dev.assay.ledger.export.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.export.folder.ExportRefused;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.History;
import dev.assay.ledger.history.TrialHistories;
import dev.assay.ledger.trial.TrialEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowExportTest {
    /** {@code _VALID_PARAM_AND_METRIC_NAMES}, {@code _RUN_ID_REGEX} and {@code _EXPERIMENT_ID_REGEX} of MLflow. */
    private static final Pattern PEERS_NAME = Pattern.compile("^[/\\w.\\- ]*$");

    private static final Pattern PEERS_RUN_ID = Pattern.compile("^[a-zA-Z0-9][\\w\\-]{0,255}$");
    private static final Pattern PEERS_EXPERIMENT_ID = Pattern.compile("^[a-zA-Z0-9][\\w\\-]{0,63}$");

    /** What MLflow 2 wrote into the meta.yaml of a run that it had finished, and of an experiment, in this order. */
    private static final List<String> PEERS_RUN_META = List.of(
            "artifact_uri",
            "end_time",
            "entry_point_name",
            "experiment_id",
            "lifecycle_stage",
            "run_id",
            "run_name",
            "run_uuid",
            "source_name",
            "source_type",
            "source_version",
            "start_time",
            "status",
            "tags",
            "user_id");

    private static final List<String> PEERS_EXPERIMENT_META = List.of(
            "artifact_location", "creation_time", "experiment_id", "last_update_time", "lifecycle_stage", "name");

    private final List<CampaignEvent> events = Campaigns.small().events();

    @TempDir
    private Path temporary;

    @Test
    void metaFilesHaveThePeersFields() throws IOException {
        Path experiment = export("mlruns", events);

        assertThat(meta(experiment).keySet()).containsExactlyElementsOf(PEERS_EXPERIMENT_META);
        assertThat(runs(experiment).values())
                .hasSize(15)
                .allSatisfy(run -> assertThat(meta(run).keySet()).containsExactlyElementsOf(PEERS_RUN_META));
    }

    @Test
    void idsAreThoseOfFoldersAndLegal() throws IOException {
        Path experiment = export("mlruns", events);

        String id = experiment.getFileName().toString();
        assertThat(id).matches(PEERS_EXPERIMENT_ID).matches("[1-9]\\d{17}");
        assertThat(meta(experiment))
                .containsEntry("experiment_id", "'" + id + "'")
                .containsEntry("name", "'digits-1'");
        for (Map.Entry<String, Path> entry : runs(experiment).entrySet()) {
            Path run = entry.getValue();
            String runId = run.getFileName().toString();
            assertThat(runId).matches(PEERS_RUN_ID).matches("[0-9a-f]{32}");
            assertThat(meta(run))
                    .containsEntry("run_id", "'" + runId + "'")
                    .containsEntry("run_uuid", "'" + runId + "'")
                    .containsEntry("experiment_id", "'" + id + "'")
                    .containsEntry("run_name", "'" + entry.getKey() + "'")
                    .containsEntry(
                            "artifact_uri", "'" + temporary.toUri() + "mlruns/" + id + "/" + runId + "/artifacts'");
        }
    }

    @Test
    void namesOfParamsMetricsAndTagsAreLegal() throws IOException {
        Path experiment = export("mlruns", awkward());
        try (Stream<Path> all = Files.walk(experiment)) {
            List<Path> named = all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("meta.yaml"))
                    .toList();
            assertThat(named).isNotEmpty().allSatisfy(file -> {
                Path inRun = experiment.relativize(file);
                Path name = inRun.startsWith("tags") ? inRun.subpath(1, 2) : inRun.subpath(2, inRun.getNameCount());
                assertThat(name.toString()).matches(PEERS_NAME).hasSizeLessThanOrEqualTo(250);
                assertThat(name.normalize()).isEqualTo(name);
            });
        }
        assertThat(values(experiment.resolve("tags")))
                .containsEntry("fingerprint...___x_y", "a\nb")
                .containsEntry("fingerprint.data.sha256", "ab12");
    }

    @Test
    void runHasTheRecipeAndTheSeedAsParams() throws IOException {
        Path run = runs(export("mlruns", events)).get("digits-1-2-101");

        assertThat(values(run.resolve("params")))
                .containsEntry("seed", "101")
                .containsEntry("aggregator", "fedavg")
                .containsEntry("lr", "0.1002")
                .containsEntry("batch_size", "32")
                .containsEntry("local_epochs", "1");
        assertThat(run.resolve("artifacts/recipe.txt")).content().startsWith("assay.recipe.v1\naggregator=fedavg\n");
    }

    @Test
    void metricsHaveALineAPoint() throws IOException {
        Path run = runs(export("mlruns", events)).get("digits-1-2-101");

        Map<String, String> metrics = values(run.resolve("metrics"));
        assertThat(metrics).hasSize(11);
        String[] loss = metrics.get("round/mean_loss").split("\n", -1);
        assertThat(loss).hasSize(3);
        assertThat(loss[0]).matches("17673230\\d{5} 1\\.75 0");
        assertThat(loss[1]).matches("17673230\\d{5} 0\\.875 1");
        assertThat(metrics.get("cost/bytes_down")).contains(" 5000000001 0\n");
        assertThat(metrics.get("score/selection")).endsWith(" 0.84 1\n");
        assertThat(metrics.get("score/hold_out")).endsWith(" 0.83 1\n");
    }

    @Test
    void tagsSayWhatTheRunIs() throws IOException {
        Map<String, Path> runs = runs(export("mlruns", events));

        assertThat(values(runs.get("digits-1-2-101").resolve("tags")))
                .containsEntry("mlflow.runName", "digits-1-2-101")
                .containsEntry("mlflow.source.name", "assay")
                .containsEntry("mlflow.source.type", "LOCAL")
                .containsEntry("mlflow.user", "assay")
                .containsEntry("mlflow.note.content", "server momentum smooths\tthe rounds\n\nbeats the noise")
                .containsEntry("assay.candidate", "c002")
                .containsEntry("assay.parent", "c000")
                .containsEntry("assay.arm", "agent")
                .containsEntry("assay.family", "fedavgm")
                .containsEntry("assay.source", "local-tpe")
                .containsEntry("assay.status", "keep")
                .containsEntry("assay.verdict", "keep")
                .containsEntry("assay.hold_out", "true")
                .containsEntry("assay.engine", "an engine")
                .containsEntry("assay.machine.os", "an os")
                .containsKeys("assay.model_digest", "assay.recipe_digest", "assay.campaign", "assay.trial")
                .doesNotContainKey("assay.failure");
        assertThat(values(runs.get("digits-1-3-1").resolve("tags")))
                .containsEntry("assay.failure", "DIVERGED: not finite at round 2")
                .containsEntry("assay.hold_out", "false")
                .doesNotContainKey("assay.model_digest");
        assertThat(values(runs.get("digits-1-0-1").resolve("tags"))).doesNotContainKey("assay.parent");
    }

    @Test
    void statusIsThePeersNumber() throws IOException {
        Map<String, Path> ended = runs(export("ended", events));
        assertThat(meta(ended.get("digits-1-0-1"))).containsEntry("status", "3");
        assertThat(meta(ended.get("digits-1-3-1"))).containsEntry("status", "4");

        List<CampaignEvent> open = Campaigns.unfinished().events();
        Map<String, Path> running = runs(export("running", open));
        assertThat(meta(running.get("digits-1-4-2")))
                .containsEntry("status", "1")
                .containsEntry("end_time", "null");

        MlflowExport.write(temporary.resolve("waiting"), open, id -> List.of());
        Path waiting = runs(onlyFolder(temporary.resolve("waiting"))).get("digits-1-4-2");
        assertThat(meta(waiting)).containsEntry("status", "2").containsEntry("end_time", "null");
    }

    @Test
    void onlyThePlaceOfArtifactsDependsOnTheFolder() throws IOException {
        Map<String, String> one = values(export("one", events));
        Map<String, String> two = values(export("two", events));

        assertThat(two.keySet()).isEqualTo(one.keySet());
        one.forEach((name, text) -> assertThat(two.get(name)).as(name).isEqualTo(text.replace("/one/", "/two/")));
    }

    @Test
    void refusesAFolderThatIsInUse() throws IOException {
        export("mlruns", events);

        assertThatThrownBy(() -> export("mlruns", events)).isInstanceOf(ExportRefused.class);
    }

    /** A campaign whose words are none that a file or a line of YAML could be made of as they are. */
    private static List<CampaignEvent> awkward() {
        List<CampaignEvent> events = new ArrayList<>(History.started()
                .proposed(0, 0, "../family", "x".repeat(6_000))
                .scored(0, 0.8)
                .reviewed(0, Verdict.KEEP, 0.8, "half a pair: \ud83d")
                .events());
        CampaignStarted start = (CampaignStarted) events.get(0);
        TreeMap<String, String> fingerprint = new TreeMap<>(start.fingerprint());
        fingerprint.put("../[/x:y", "a\nb");
        fingerprint.put("y".repeat(400), "long");
        events.set(
                0,
                new CampaignStarted(
                        start.at(), "digits: 'one'\n", 7, start.profileText(), start.programText(), fingerprint, 16));
        return events;
    }

    private Path export(String name, List<CampaignEvent> campaign) throws IOException {
        Map<String, List<TrialEvent>> trials = TrialHistories.of(campaign);
        MlflowExport.write(temporary.resolve(name), campaign, trials::get);
        return onlyFolder(temporary.resolve(name));
    }

    private static Path onlyFolder(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> all = entries.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    /** By name. */
    private static Map<String, Path> runs(Path experiment) throws IOException {
        Map<String, Path> runs = new TreeMap<>();
        try (Stream<Path> entries = Files.list(experiment)) {
            for (Path run : entries.filter(entry -> !Set.of("meta.yaml", "tags")
                            .contains(entry.getFileName().toString()))
                    .toList()) {
                runs.put(Files.readString(run.resolve("tags/mlflow.runName")), run);
            }
        }
        return runs;
    }

    private static Map<String, String> meta(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("meta.yaml")).stream()
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> a + b, LinkedHashMap::new));
    }

    private static Map<String, String> values(Path folder) throws IOException {
        Map<String, String> values = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                values.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return values;
    }
}
