package dev.assay.cli.simulate;

import dev.assay.cli.BadInput;
import dev.assay.cli.run.DataOption;
import dev.assay.cli.run.DeviceOption;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.research.frontmatter.Problem;
import dev.assay.runtime.task.TaskCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How the work is done, shared by the commands that train. But for the kind of device no number that is computed depends on it;
 * only a limit of time, where a profile has one ({@code cost.max_seconds}, {@code budget.round_timeout}), is reached sooner on a
 * machine that is busier.
 */
public final class WorkOptions {
    private static final int MOST = 256;

    @Option(
            names = "--width",
            paramLabel = "N",
            description = "Trials side by side, 1 to 256 (default: the number of cores). Changes no result,"
                    + " except where a limit of time is reached.")
    private Optional<Integer> width;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Sites that train at the same time, 1 to 256 (default: the number of cores). Changes no result,"
                            + " except where a limit of time is reached.")
    private Optional<Integer> threads;

    @Mixin
    private DeviceOption device;

    @Mixin
    private DataOption data;

    List<Problem> problems() {
        List<Problem> wrong = new ArrayList<>();
        width.filter(WorkOptions::outOfRange).ifPresent(n -> wrong.add(outOfRange("--width", n)));
        threads.filter(WorkOptions::outOfRange).ifPresent(n -> wrong.add(outOfRange("--threads", n)));
        wrong.addAll(data.problems());
        return wrong;
    }

    int width() {
        return width.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }

    /** 0 = what the configuration says. */
    int threads() {
        return threads.orElse(0);
    }

    /**
     * What is trained on, once it is needed.
     *
     * @param absent what is used when nothing was asked for
     */
    List<TrainingEngine> engines(DeviceChoice.Kind absent) throws BadInput {
        return device.engines(absent);
    }

    /** @param profile as {@code assay data get} takes it, where there is one: for messages */
    TaskCatalog tasks(List<Path> profileFolders, Optional<String> profile) {
        return new TaskCatalog(data.folders(profileFolders), profile.map(data::getCommand));
    }

    private static boolean outOfRange(int number) {
        return number < 1 || number > MOST;
    }

    private static Problem outOfRange(String option, int number) {
        return Problem.ofOption(option, Integer.toString(number), "is " + number + ", must be 1 to " + MOST);
    }
}
