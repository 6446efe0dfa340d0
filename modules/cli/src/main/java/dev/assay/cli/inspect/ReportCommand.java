package dev.assay.cli.inspect;

import dev.assay.cli.ExitStatus;
import dev.assay.cli.run.DataOption;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunOutputs;
import dev.assay.cli.run.Summary;
import dev.assay.ledger.report.Report;
import dev.assay.ledger.report.ReportJson;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay report}: makes the report anew from the ledger, while the campaign runs or after. */
@Command(
        name = "report",
        description = "Write report.md, report.json, progress.png, cost.png and results.tsv anew from the ledger.",
        mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Option(names = "--json", description = "Print report.json.")
    private boolean json;

    @Option(
            names = "--hold-out",
            paramLabel = "CANDIDATE",
            split = ",",
            description = "Open the sealed hold-out of a finished campaign and score the recorded models of these"
                    + " candidates on it, such as c000,c004. Each opening is an event of the ledger, for good.")
    private List<String> holdOut = new ArrayList<>();

    @Mixin
    private DataOption data;

    @Override
    public Integer call() throws Exception {
        RunFolder run = new RunFolder(folder);
        List<String> failures = new ArrayList<>();
        if (!holdOut.isEmpty()) {
            requireNone(data.problems());
            failures.addAll(HoldOutOpening.read(run, holdOut, data));
        }
        Report report = RunOutputs.write(run);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(ReportJson.render(report));
        } else {
            Summary.print(report, run, out);
        }
        out.flush();
        failures.forEach(failure -> spec.commandLine().getErr().println("assay: " + failure));
        return failures.isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    private static void requireNone(List<Problem> problems) throws InvalidInput {
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }
}
