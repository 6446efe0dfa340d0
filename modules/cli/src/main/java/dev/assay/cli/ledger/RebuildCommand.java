package dev.assay.cli.ledger;

import dev.assay.cli.ExitStatus;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunOutputs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay ledger rebuild}: drops what is kept of the campaign beside its events, and makes it anew from them. */
@Command(
        name = "rebuild",
        description =
                "Drop a run's views and tables (views/, results.tsv, trials/) and make them anew from the events.",
        mixinStandardHelpOptions = true)
public final class RebuildCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Override
    public Integer call() throws Exception {
        RunFolder run = new RunFolder(folder);
        RunOutputs.rebuild(run);
        PrintWriter out = spec.commandLine().getOut();
        out.println("made anew from the events: " + run.path().resolve("views") + ", " + run.results() + ", "
                + run.path().resolve("trials"));
        out.flush();
        return ExitStatus.DONE;
    }
}
