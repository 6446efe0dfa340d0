package dev.assay.data.task;

import dev.assay.learning.digest.Digest;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A task on a table of its own: 60 patients of three clinics, with an age that is sometimes missing, a blood group, a dose, and
 * whether they recovered. Tests change lines of its profile.
 */
final class TableTask {
    static final int ROWS = 60;

    private static final String PROFILE = """
            ---
            task: clinics
            title: Recovery in three clinics
            data:
              file: clinics.csv
              sha256: %s
              address: https://example.org/clinics
              terms: own data
              rows: 60
              classes: 2
              reader:
                format: csv
                header: true
                columns: [id, clinic, age, group, dose, recovered]
                ignore: [id]
                missing: ["?"]
                when_missing: impute
                categorical: [{column: group, levels: [A, B, AB, "0"], drop_first: true}]
                label: recovered
                labels: [[no], [yes, partly]]
                site: clinic
            splits: {train: 0.6, selection: 0.2, hold_out: 0.2, within: site, seed: 1}
            partition: {rule: natural, sites: 3}
            preprocess: {impute: mean, standardise: true, fit: site}
            loss: cross_entropy
            metric: {name: accuracy, direction: maximize, over: sites}
            model: {max_parameters: 100, architectures: {linear: {family: linear}}}
            budget: {rounds: 2, min_sites: 3, round_timeout: 30}
            cost: {max_sample_passes: 10}
            updates: {max_norm: 100}
            baseline: {architecture: linear, lr: 0.05, batch_size: 4, local_epochs: 1}
            calibration: []
            surface:
              - {knob: lr, min: 0.001, max: 1, scale: log}
            ---
            """;

    private final Path folder;
    private final List<String> holdOut = new ArrayList<>();
    private final List<String> lines = new ArrayList<>(List.of("id,clinic,age,group,dose,recovered"));

    TableTask(Path folder) {
        this.folder = folder;
        String[] clinics = {"north", "south", "east"};
        String[] groups = {"A", "B", "AB", "0"};
        String[] outcomes = {"no", "yes", "partly"};
        for (int row = 0; row < ROWS; row++) {
            String age = row % 7 == 3 ? "?" : String.valueOf(20 + row);
            lines.add(row + "," + clinics[row % 3] + "," + age + "," + groups[row % 4] + "," + (row % 3 * 10 + row)
                    + "," + outcomes[row / 3 % 3]);
        }
    }

    /** Replaces a line of the table; the header is line 0. */
    TableTask line(int number, String text) {
        lines.set(number, text);
        return this;
    }

    /** Adds a row to a second file, {@code test.csv}, which is the official hold-out. */
    TableTask holdOut(String row) {
        holdOut.add(row);
        return this;
    }

    /** The profile, with each first string replaced by the second one after it, and the table beside it. */
    Profile profile(String... replacements) throws IOException, InvalidInput {
        byte[] table = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("clinics.csv"), table);
        String text = PROFILE.formatted(Digest.of(table).hex());
        if (!holdOut.isEmpty()) {
            text = withOfficialHoldOut(text);
        }
        for (int i = 0; i < replacements.length; i += 2) {
            if (!text.contains(replacements[i])) {
                throw new AssertionError("the profile does not contain " + replacements[i]);
            }
            text = text.replace(replacements[i], replacements[i + 1]);
        }
        return Profiles.parse(text, "profile.md");
    }

    private String withOfficialHoldOut(String text) throws IOException {
        byte[] table = (lines.get(0) + "\n" + String.join("\n", holdOut) + "\n").getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("test.csv"), table);
        return text.replace("  file: clinics.csv\n  sha256:", "  files:\n    - file: clinics.csv\n      sha256:")
                .replace(
                        "  address:",
                        "    - file: test.csv\n      sha256: "
                                + Digest.of(table).hex() + "\n      part: hold_out\n  address:")
                .replace("rows: 60", "rows: " + (ROWS + holdOut.size()) + "\n  hold_out_rows: " + holdOut.size())
                .replace("train: 0.6, selection: 0.2, hold_out: 0.2", "train: 0.7, selection: 0.3, hold_out: official");
    }

    TaskData load(String... replacements) throws IOException, InvalidInput {
        return TaskLoader.load(profile(replacements), List.of(folder));
    }

    /** What is wrong with profile or table. */
    List<String> problems(String... replacements) throws IOException {
        try {
            load(replacements);
        } catch (InvalidInput e) {
            return e.problems().stream()
                    .map(Problem::toString)
                    .map(line -> line.replace(folder + "/", ""))
                    .toList();
        }
        throw new AssertionError("nothing was wrong");
    }
}
