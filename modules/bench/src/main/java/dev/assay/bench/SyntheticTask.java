package dev.assay.bench;

import dev.assay.learning.digest.Digest;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.runtime.task.TaskCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A task whose rows are random: 64 features, 10 classes.
 *
 * @param folder where its data lie
 */
record SyntheticTask(Path folder, Profile profile) {
    static final int SITES = 8;

    /** 8 sites, an mlp of 9,610 parameters. */
    static final Size SMALL = new Size(SITES, 128, 800);

    private static final int LARGE_MODEL = 1333;
    private static final int ROWS_OF_A_SITE = 10;
    private static final int FEW_SITES_ROWS = 800;
    private static final int FEATURES = 64;
    private static final int CLASSES = 10;
    private static final String DATA = "rows.csv";
    private static final String PROFILE = """
            ---
            task: synthetic
            title: Random rows for benchmarks
            data:
              file: rows.csv
              sha256: %s
              address: https://example.org/made-by-the-benchmark
              terms: CC0 1.0
              rows: %d
              classes: 10
              reader: {format: csv, header: false, columns: 65, label: 64, row_shape: [64], scale: 1}
            splits: {train: 0.4, selection: 0.3, hold_out: 0.3, seed: 1}
            partition: %s
            loss: cross_entropy
            metric: {name: accuracy, direction: maximize}
            model:
              max_parameters: %d
              architectures:
                mlp: {family: mlp, hidden: [%d], dropout: 0}
            budget: {rounds: %d, min_sites: %d, round_timeout: 120}
            cost: {max_sample_passes: %d}
            updates: {max_norm: 100}
            baseline: {aggregator: fedavg, architecture: mlp, lr: 0.05, batch_size: 16, local_epochs: 1}
            calibration: []
            surface:
              - {knob: lr, min: 0.001, max: 1, scale: log}
            ---

            # Task: synthetic
            """;

    /**
     * How much there is of it.
     *
     * @param hidden units of the mlp's hidden layer: it has 75 parameters for each, and 10
     * @param rows of all sites, selection and hold-out
     */
    record Size(int sites, int hidden, int rows) {
        /** So many sites of a model of 99,985 parameters. */
        static Size of100k(int sites) {
            return new Size(sites, LARGE_MODEL, Math.max(FEW_SITES_ROWS, sites * ROWS_OF_A_SITE));
        }

        private int parameters() {
            return hidden * (FEATURES + 1 + CLASSES) + CLASSES;
        }
    }

    /** Writes the data of a {@link #SMALL} one. */
    static SyntheticTask in(Path folder, int rounds) throws IOException, InvalidInput {
        return in(folder, SMALL, rounds);
    }

    /** Writes the data. */
    static SyntheticTask in(Path folder, Size size, int rounds) throws IOException, InvalidInput {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder();
        for (int row = 0; row < size.rows(); row++) {
            for (int feature = 0; feature < FEATURES; feature++) {
                csv.append(random.nextInt(17)).append(',');
            }
            csv.append(row % CLASSES).append('\n');
        }
        byte[] bytes = csv.toString().getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve(DATA), bytes);
        String text = profileText(Digest.of(bytes), size, rounds);
        return new SyntheticTask(folder, Profiles.parse(text, "the benchmark's profile"));
    }

    /** @param data digest of the file with the rows of a {@link #SMALL} one */
    static String profileText(Digest data, int rounds) {
        return profileText(data, SMALL, rounds);
    }

    private static String profileText(Digest data, Size size, int rounds) {
        return PROFILE.formatted(
                data, size.rows(), partition(size), size.parameters(), size.hidden(), rounds, size.sites(), rounds);
    }

    /** A draw of shares in which a thousand sites all have rows takes long; equal ones do as well there. */
    private static String partition(Size size) {
        return size.sites() == SITES
                ? "{rule: dirichlet, sites: 8, alpha: 100, min_rows: 10, seed: 1}"
                : "{rule: iid, sites: " + size.sites() + ", seed: 1}";
    }

    TaskCatalog catalog() {
        return new TaskCatalog(List.of(folder));
    }

    int parameters() {
        return profile.network(profile.baseline()).schema().size();
    }
}
