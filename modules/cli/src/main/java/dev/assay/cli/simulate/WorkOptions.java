package dev.assay.cli.simulate;

import dev.assay.research.frontmatter.Problem;
import dev.assay.runtime.task.TaskCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the work is done: options that change no result, shared by the commands that train. */
public final class WorkOptions {
    private static final int MOST = 256;

    @Option(
            names = "--width",
            paramLabel = "N",
            description = "Trials side by side, 1 to 256 (default: the number of cores). Changes no result.")
    private Optional<Integer> width;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Sites that train at the same time, 1 to 256 (default: the number of cores). Changes no result.")
    private Optional<Integer> threads;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:ASSAY_DATA}",
            description = "Where data files lie that are not in the profile's folder (default: $ASSAY_DATA).")
    private Optional<Path> data;

    List<Problem> problems() {
        List<Problem> wrong = new ArrayList<>();
        width.filter(WorkOptions::outOfRange).ifPresent(n -> wrong.add(outOfRange("--width", n)));
        threads.filter(WorkOptions::outOfRange).ifPresent(n -> wrong.add(outOfRange("--threads", n)));
        data.filter(folder -> !Files.isDirectory(folder))
                .ifPresent(folder -> wrong.add(
                        Problem.ofOption("--data", folder.toString(), "is " + folder + ", which is not a folder")));
        return wrong;
    }

    int width() {
        return width.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }

    /** 0 = what the configuration says. */
    int threads() {
        return threads.orElse(0);
    }

    TaskCatalog tasks(List<Path> profileFolders) {
        List<Path> folders = new ArrayList<>(profileFolders);
        data.ifPresent(folders::add);
        return new TaskCatalog(folders);
    }

    private static boolean outOfRange(int number) {
        return number < 1 || number > MOST;
    }

    private static Problem outOfRange(String option, int number) {
        return Problem.ofOption(option, Integer.toString(number), "is " + number + ", must be 1 to " + MOST);
    }
}
