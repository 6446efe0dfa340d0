package dev.assay.it.task;

import dev.assay.data.task.TaskLoader;
import dev.assay.research.profile.CalibrationEntry;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.recipe.Recipe;
import dev.assay.training.engine.DjlTrainingEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PublishedHeartFiguresIT {
    @Test
    void table() throws Exception {
        Path folder = Path.of("../../profiles/heart");
        String text = java.nio.file.Files.readString(folder.resolve("profile.md"));
        for (int split = 1; split <= 8; split++) {
            Profile profile =
                    Profiles.parse(text.replace("within: site, seed: 1", "within: site, seed: " + split), "x");
            PlainTrial trial = new PlainTrial(
                    profile,
                    TaskLoader.load(profile, List.of(Path.of(System.getenv("ASSAY_DATA")))),
                    DjlTrainingEngine.onCpu());
            StringBuilder out = new StringBuilder("split " + split + ": " + run(trial, profile, profile.baseline()));
            for (CalibrationEntry entry : profile.calibration()) {
                out.append(entry.name()).append(' ').append(run(trial, profile, entry.recipe()));
            }
            System.out.println(out);
        }
    }

    private static String run(PlainTrial trial, Profile profile, Recipe recipe) {
        double[] scores = LongStream.rangeClosed(1, 5)
                .mapToDouble(seed -> trial.score(
                        recipe, trial.train(recipe, seed, profile.budget().rounds())))
                .toArray();
        double mean = java.util.Arrays.stream(scores).average().orElseThrow();
        double sd = Math.sqrt(java.util.Arrays.stream(scores)
                        .map(s -> (s - mean) * (s - mean))
                        .sum()
                / 4);
        return String.format("%.3f +- %.3f  ", mean, sd);
    }
}
