package dev.assay.testkit.task;

import dev.assay.learning.digest.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A task of 60 rows with two features and three classes: 30 rows for training on three sites, 18 for selection, 12 sealed.
 * Three rounds; a network of 27 parameters.
 *
 * @param profileText the profile, which names the data file by digest
 */
public record TestingTask(String profileText) {
    public static final int SITES = 3;
    public static final int ROUNDS = 3;
    public static final int SELECTION_ROWS = 18;
    public static final int HOLD_OUT_ROWS = 12;

    private static final int ROWS = 60;
    private static final String FILE = "rows.csv";

    /** Writes the data file into the folder. */
    public static TestingTask write(Path folder) {
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < ROWS; row++) {
            rows.append(row % 7)
                    .append(',')
                    .append(row % 5)
                    .append(',')
                    .append(row % 3)
                    .append('\n');
        }
        byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
        write(folder.resolve(FILE), bytes);
        return new TestingTask(PROFILE.formatted(FILE, Digest.of(bytes).hex(), ROWS));
    }

    /**
     * A task as the other one, whose three sites have a file of 20 rows each, {@link #fileOf}, and keep their rows to
     * themselves: 10 rows for training, 6 for selection, 4 sealed on each. Two sites are enough for a round.
     */
    public static TestingTask writeBySite(Path folder) {
        StringBuilder files = new StringBuilder("files:\n");
        for (int site = 0; site < SITES; site++) {
            StringBuilder rows = new StringBuilder();
            for (int row = 0; row < ROWS / SITES; row++) {
                rows.append((row + site) % 7)
                        .append(',')
                        .append(row % 5 - site)
                        .append(',')
                        .append((row * (site + 1) + row / 4) % 3)
                        .append('\n');
            }
            byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
            write(folder.resolve(fileOf(site)), bytes);
            files.append("    - {file: %s, sha256: %s, address: 'https://example.org/rows', site: centre-%d}\n"
                    .formatted(fileOf(site), Digest.of(bytes).hex(), site + 1));
        }
        TestingTask shape =
                new TestingTask(PROFILE.formatted(FILE, Digest.ofText("").hex(), ROWS));
        return shape.with(
                        "file: " + FILE + "\n  sha256: " + Digest.ofText("").hex()
                                + "\n  address: https://example.org/rows\n",
                        files.substring(0, files.length()) + "  address: https://example.org/rows\n")
                .with("hold_out: 0.2, seed: 1", "hold_out: 0.2, within: site, seed: 1")
                .with("{rule: iid, sites: 3, seed: 1}", "{rule: natural, sites: 3}")
                .with("loss: cross_entropy", "preprocess: {standardise: true, fit: site}\nloss: cross_entropy")
                .with("direction: maximize}", "direction: maximize, over: sites}")
                .with("min_sites: 3", "min_sites: 2");
    }

    /** The data file of a site of {@link #writeBySite}. */
    public static String fileOf(int site) {
        return "centre-" + (site + 1) + ".csv";
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same task with a part of its profile changed. */
    public TestingTask with(String text, String replacement) {
        if (!profileText.contains(text)) {
            throw new IllegalArgumentException("the profile does not contain '" + text + "'");
        }
        return new TestingTask(profileText.replace(text, replacement));
    }

    /** A recipe of this task in its canonical form, under FedAvg. */
    public static String fedAvg() {
        return "assay.recipe.v1\naggregator=fedavg\n" + CLIENT;
    }

    /** A recipe of this task whose sites keep control variates. */
    public static String scaffold() {
        return "assay.recipe.v1\naggregator=scaffold\n" + CLIENT;
    }

    private static final String CLIENT = """
            architecture=mlp
            lr=0.1
            cosine_eta_min=1
            momentum=0
            weight_decay=0
            proximal_mu=0
            clip_norm=0
            label_smoothing=0
            batch_size=4
            local_epochs=1
            """;

    private static final String PROFILE = """
            ---
            task: testing
            title: A task for tests
            data:
              file: %s
              sha256: %s
              address: https://example.org/rows
              terms: made up
              rows: %d
              classes: 3
              reader: {format: csv, header: false, columns: 3, label: 2, row_shape: [2], scale: 1}
            splits: {train: 0.5, selection: 0.3, hold_out: 0.2, seed: 1}
            partition: {rule: iid, sites: 3, seed: 1}
            loss: cross_entropy
            metric: {name: accuracy, direction: maximize}
            model:
              max_parameters: 100
              architectures:
                mlp: {family: mlp, hidden: [4], dropout: 0}
            budget: {rounds: 3, min_sites: 3, round_timeout: 60}
            cost: {max_sample_passes: 100}
            updates: {max_norm: 10}
            baseline: {aggregator: fedavg, architecture: mlp, lr: 0.1, batch_size: 4, local_epochs: 1}
            calibration:
              - name: fast
                hypothesis: A larger rate goes further.
                change: {lr: 0.2}
            surface:
              - {knob: lr, min: 0.01, max: 1, scale: log}
              - {knob: aggregator, choices: [fedavg, scaffold, median]}
            ---
            # Task: testing
            """;
}
