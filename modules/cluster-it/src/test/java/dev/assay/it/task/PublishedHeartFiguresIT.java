package dev.assay.it.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.research.profile.CalibrationEntry;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.training.engine.DjlTrainingEngine;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heart task's strategies beside the figures that FLamby has published (Ogier du Terrail et al. 2022, table 2). */
class PublishedHeartFiguresIT {
    /** Mean and standard deviation over five seeds of the mean test accuracy of the four hospitals. */
    private static final Map<String, double[]> PUBLISHED = Map.of(
            "baseline", new double[] {0.685, 0.028},
            "fedprox", new double[] {0.685, 0.028},
            "scaffold", new double[] {0.684, 0.028},
            "fedadam", new double[] {0.726, 0.014},
            "fedyogi", new double[] {0.731, 0.013});

    private static final double POOLED = 0.735;
    private static final int SEEDS = 5;
    /** Student's quantile for a two-sided test at 1 % with the 8 degrees of freedom of twice five seeds. */
    private static final double QUANTILE = 3.355;

    @TempDir
    private Path folder;

    @Test
    void strategiesLandOnThePublishedFigures() throws Exception {
        assumeThat(System.getenv("ASSAY_DATA"))
                .as("ASSAY_DATA names the folder of the real data")
                .isNotNull();
        FlambySplit split = FlambySplit.of(Path.of(System.getenv("ASSAY_DATA")), folder);
        assertThat(split.train().stream().map(rows -> rows.rows())).containsExactly(199, 172, 30, 85);
        assertThat(split.test().stream().map(rows -> rows.rows())).containsExactly(104, 89, 16, 45);
        PlainTrial trial = new PlainTrial(split.profile(), split.train(), DjlTrainingEngine.onCpu());
        int rounds = split.profile().budget().rounds();

        Map<String, Recipe> recipes =
                new LinkedHashMap<>(Map.of("baseline", split.profile().baseline()));
        for (CalibrationEntry entry : split.profile().calibration()) {
            recipes.put(entry.name(), entry.recipe());
        }
        recipes.forEach((name, recipe) -> {
            double[] ours = overSeeds(seed -> trial.score(recipe, trial.train(recipe, seed, rounds), split.test()));
            double[] theirs = PUBLISHED.get(name);
            print(name, ours, theirs);
            double error = Math.sqrt((ours[1] * ours[1] + theirs[1] * theirs[1]) / SEEDS);
            assertThat(Math.abs(ours[0] - theirs[0])).as(name).isLessThan(QUANTILE * error);
        });
        double[] pooled = overSeeds(seed -> pooled(split, seed));
        print("pooled", pooled, new double[] {POOLED, 0});
        assertThat(pooled[0]).isBetween(POOLED - 0.03, POOLED + 0.03);
    }

    /** All training rows on one site, 50 passes; FLamby's optimizer there is Adam, ours is SGD with momentum. */
    private static double pooled(FlambySplit split, long seed) {
        PlainTrial trial =
                new PlainTrial(split.profile(), List.of(JoinedRows.of(split.train())), DjlTrainingEngine.onCpu());
        Recipe recipe = split.profile()
                .baseline()
                .with(Map.of(Knob.LOCAL_EPOCHS, KnobValue.of(50), Knob.MOMENTUM, KnobValue.of(0.9)));
        return trial.score(recipe, trial.train(recipe, seed, 1), split.test());
    }

    private static double[] overSeeds(LongToDoubleFunction score) {
        double[] scores = LongStream.rangeClosed(1, SEEDS).mapToDouble(score).toArray();
        double mean = Arrays.stream(scores).average().orElseThrow();
        double squares = Arrays.stream(scores).map(s -> (s - mean) * (s - mean)).sum();
        return new double[] {mean, Math.sqrt(squares / (SEEDS - 1))};
    }

    private static void print(String name, double[] ours, double[] theirs) {
        System.out.printf(
                Locale.ROOT,
                "heart, FLamby's split: %-9s %.3f +- %.3f  published %.3f +- %.3f%n",
                name,
                ours[0],
                ours[1],
                theirs[0],
                theirs[1]);
    }
}
