package dev.assay.ledger.export.mlflow;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.export.folder.ExportFolder;
import dev.assay.ledger.export.folder.ExportRefused;
import dev.assay.ledger.export.trial.CampaignTrials;
import dev.assay.ledger.export.trial.ExportedTrial;
import dev.assay.ledger.export.trial.Scalar;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A campaign for {@code mlflow ui --backend-store-uri FOLDER}: MLflow's store on the file system ({@code
 * mlflow/store/tracking/file_store.py}), in which the campaign is an experiment and each of its trials a run.
 *
 * <pre>
 * FOLDER/EXPERIMENT/meta.yaml             the campaign; beside it tags/, a file a tag, with the fingerprint's fields
 * FOLDER/EXPERIMENT/RUN/meta.yaml         a trial: its name, status, start and end
 *                       params/NAME       the recipe's values and the seed, a file each
 *                       metrics/GROUP/NAME   a line a point: milliseconds, value, step
 *                       tags/NAME         what {@link RunTags} says
 *                       artifacts/recipe.txt   the recipe's canonical text
 * </pre>
 *
 * The ids follow from the names of campaign and trial, and times are those of the events. So one ledger always gives the same
 * files; only the places of artifacts in the two {@code meta.yaml} name the folder, as MLflow needs.
 *
 * <p>MLflow keeps this kind of store for what exists: releases of 2026 open one with {@code MLFLOW_ALLOW_FILE_STORE=true} only,
 * or take it over by {@code mlflow migrate-filestore --source FOLDER --target sqlite:///mlflow.db}.
 */
public final class MlflowExport {
    private static final String META = "meta.yaml";
    private static final String RECIPE = "recipe.txt";

    /** A run that a machine started, in MLflow's numbering; 1 would be a notebook, 3 a project. */
    private static final int SOURCE_LOCAL = 4;

    private final CampaignTrials campaign;
    private final String experimentId;
    private final String location;

    private MlflowExport(CampaignTrials campaign, Path folder) {
        this.campaign = campaign;
        this.experimentId = MlflowValues.experimentId(campaign.start().campaignId());
        String root = folder.toAbsolutePath().normalize().toUri().toString();
        this.location = (root.endsWith("/") ? root : root + "/") + experimentId;
    }

    /**
     * @param folder that does not exist, or is empty
     * @param events of the campaign
     * @param trials a trial's events by its name; asked for one trial after the other
     * @throws ExportRefused if the folder is in use, or there is no campaign
     */
    public static void write(Path folder, List<CampaignEvent> events, Function<String, List<TrialEvent>> trials)
            throws IOException {
        CampaignTrials campaign = CampaignTrials.of(events);
        MlflowExport export = new MlflowExport(campaign, folder);
        Instant last = events.get(events.size() - 1).at();
        ExportFolder.write(folder, root -> {
            Path experiment = Files.createDirectory(root.resolve(export.experimentId));
            export.writeExperiment(experiment, last);
            for (String id : campaign.ids()) {
                export.writeRun(experiment, campaign.read(id, trials.apply(id)));
            }
        });
    }

    private void writeExperiment(Path folder, Instant last) throws IOException {
        String meta = new FlatYaml()
                .text("artifact_location", location)
                .whole("creation_time", campaign.start().at().toEpochMilli())
                .text("experiment_id", experimentId)
                .whole("last_update_time", last.toEpochMilli())
                .text("lifecycle_stage", "active")
                .text("name", campaign.start().campaignId())
                .toString();
        write(folder.resolve(META), meta);
        writeAll(folder.resolve("tags"), ExperimentTags.of(campaign.state()));
    }

    private void writeRun(Path experiment, ExportedTrial trial) throws IOException {
        String runId = MlflowValues.runId(trial.trial().trialId());
        Path folder = Files.createDirectory(experiment.resolve(runId));
        write(folder.resolve(META), runMeta(runId, trial));
        writeAll(folder.resolve("params"), RunTags.params(trial));
        writeAll(folder.resolve("tags"), RunTags.of(trial, campaign.start()));
        writeMetrics(Files.createDirectory(folder.resolve("metrics")), trial.scalars());
        write(
                folder.resolve("artifacts").resolve(RECIPE),
                trial.candidate().candidate().recipe().canonical());
    }

    private String runMeta(String runId, ExportedTrial trial) {
        return new FlatYaml()
                .text("artifact_uri", location + "/" + runId + "/artifacts")
                .whole("end_time", trial.ended().map(Instant::toEpochMilli))
                .text("entry_point_name", "")
                .text("experiment_id", experimentId)
                .text("lifecycle_stage", "active")
                .text("run_id", runId)
                .text("run_name", MlflowValues.value(trial.name()))
                .text("run_uuid", runId)
                .text("source_name", "")
                .whole("source_type", SOURCE_LOCAL)
                .text("source_version", "")
                .whole("start_time", trial.begin().toEpochMilli())
                .whole("status", status(trial))
                .emptyList("tags")
                .text("user_id", RunTags.USER)
                .toString();
    }

    /** In MLflow's numbering: 1 running, 2 scheduled, 3 finished, 4 failed. */
    private static int status(ExportedTrial trial) {
        if (trial.outcome().isEmpty()) {
            return trial.start().isPresent() ? 1 : 2;
        }
        TrialOutcome outcome = trial.outcome().get();
        return outcome instanceof Scored ? 3 : 4;
    }

    private static void writeMetrics(Path folder, List<Scalar> scalars) throws IOException {
        Map<String, String> lines = scalars.stream()
                .collect(Collectors.groupingBy(
                        Scalar::name, Collectors.mapping(MlflowExport::line, Collectors.joining())));
        for (Map.Entry<String, String> metric : lines.entrySet()) {
            write(folder.resolve(metric.getKey()), metric.getValue());
        }
    }

    private static String line(Scalar scalar) {
        return scalar.at().toEpochMilli() + " " + MlflowValues.number(scalar.value()) + " " + scalar.step() + "\n";
    }

    private static void writeAll(Path folder, Map<String, String> values) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> value : values.entrySet()) {
            write(folder.resolve(value.getKey()), MlflowValues.value(value.getValue()));
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        // Not writeString, which refuses a text with half a surrogate pair.
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
