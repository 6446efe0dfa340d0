package dev.assay.cli.inspect;

import dev.assay.cli.ExitStatus;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunOutputs;
import dev.assay.cli.run.Summary;
import dev.assay.ledger.report.Report;
import dev.assay.ledger.report.ReportJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

    @Override
    public Integer call() throws Exception {
        RunFolder run = new RunFolder(folder);
        Report report = RunOutputs.write(run);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(ReportJson.render(report));
        } else {
            Summary.print(report, run, out);
        }
        out.flush();
        return ExitStatus.DONE;
    }
}
