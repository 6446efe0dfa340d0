package dev.assay.cli.ledger;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code assay ledger}: reads, checks and passes on what a run's ledger has. */
@Command(
        name = "ledger",
        description = "Read, check and pass on a run's ledger.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EventsCommand.class,
            ResultsCommand.class,
            HeadCommand.class,
            VerifyCommand.class,
            SignCommand.class,
            ReplayCommand.class,
            ReproduceCommand.class,
            GcCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            AttachCommand.class,
            RebuildCommand.class,
            InitCommand.class
        })
public final class LedgerCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a ledger command is missing: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
