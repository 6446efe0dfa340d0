package dev.assay.it.campaign;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The digits in a campaign of seconds: few rounds and seeds, state at server and sites, and a slow baseline, so that a winner is confirmed. Its
 * name, and with it every id in its ledger, is the same in every folder.
 */
public final class SmallCampaign {
    public static final String NAME = "small";
    static final int ROUNDS = 4;
    public static final int CANDIDATES = 3;

    /** One candidate of each control arm. */
    static final int CONTROLS = 2;

    private static final List<String> SETTINGS = List.of(
            "--set",
            "budget.rounds=" + ROUNDS,
            "--set",
            "baseline={aggregator: fedavg, architecture: mlp, lr: 0.005, momentum: 0.5, "
                    + "batch_size: 16, local_epochs: 1}",
            "--set",
            "calibration=[{name: held, hypothesis: Less drift., change: {aggregator: scaffold}},"
                    + " {name: fast, hypothesis: Gets further., change: {lr: 0.2}}]",
            "--set",
            "program.seeds={baseline: 3, first: 1, full: 2, confirmation: 2}",
            "--set",
            "program.search.batch=2",
            "--set",
            "program.controls={arms: [random, scalar], candidates: 1}",
            "--set",
            "program.keep={confidence: 0.51, min_gain: 0}");

    private static final List<String> ARGUMENTS = Stream.concat(
                    Stream.of("simulate", "--runs", "runs", "--name", NAME), SETTINGS.stream())
            .toList();

    private SmallCampaign() {}

    /** The command that starts it, with further arguments. */
    static List<String> command(String... more) {
        return command(CANDIDATES, more);
    }

    /** @param candidates of the agent after the baseline */
    public static List<String> command(int candidates, String... more) {
        return with(with(ARGUMENTS, "--max-candidates", Integer.toString(candidates)), more);
    }

    /** The command that starts it on a cluster, with further arguments. */
    public static List<String> commandOnCluster(String... more) {
        return commandOnCluster(NAME, CANDIDATES, more);
    }

    /** @param name another campaign than {@link #NAME} in the same ledger, with the same settings */
    public static List<String> commandOnCluster(String name, int candidates, String... more) {
        return Stream.of(
                        Stream.of("campaign", "start", "--name", name),
                        SETTINGS.stream(),
                        Stream.of("--max-candidates", Integer.toString(candidates)),
                        Stream.of(more))
                .flatMap(arguments -> arguments)
                .toList();
    }

    static AssayProcess start(Path folder, String... more) {
        return AssayProcess.start(folder, command(more));
    }

    /** One that goes on for longer than any test waits. */
    static AssayProcess startLong(Path folder, String... more) {
        return AssayProcess.start(
                folder,
                with(
                        with(
                                ARGUMENTS,
                                "--max-candidates",
                                "1000",
                                "--set",
                                "program.watchdog={widen_after: 1000, stop_after: 1000}"),
                        more));
    }

    /** Its run folder as the command, started in a folder, names it. */
    public static Path run(Path folder) {
        return folder.resolve("runs").resolve(NAME);
    }

    static AssayProcess resume(Path folder, String... more) {
        return AssayProcess.start(folder, resumption(more));
    }

    /** The command that goes on with it, with further arguments. */
    public static List<String> resumption(String... more) {
        return with(List.of("resume", "runs/" + NAME), more);
    }

    private static List<String> with(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toList();
    }
}
