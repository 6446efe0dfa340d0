package dev.assay.cli.ledger;

import dev.assay.cli.ExitStatus;
import dev.assay.cli.run.RunOutputs;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.results.ResultTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay ledger results}: the candidates as {@code results.tsv} has them. */
@Command(
        name = "results",
        description = "Print the candidates as results.tsv has them.",
        mixinStandardHelpOptions = true)
public final class ResultsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Option(names = "--json", description = "As a JSON array.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        ResultTable table = ResultTable.of(CampaignState.of(RunOutputs.events(folder)));
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? table.toJson() : table.toTsv());
        out.flush();
        return ExitStatus.DONE;
    }
}
