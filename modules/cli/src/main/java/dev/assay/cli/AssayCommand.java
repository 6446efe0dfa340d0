package dev.assay.cli;

import dev.assay.cli.campaign.CampaignCommand;
import dev.assay.cli.certs.CertsCommand;
import dev.assay.cli.data.DataCommand;
import dev.assay.cli.inspect.ProfileCommand;
import dev.assay.cli.inspect.ReportCommand;
import dev.assay.cli.ledger.LedgerCommand;
import dev.assay.cli.node.NodeCommand;
import dev.assay.cli.simulate.ResumeCommand;
import dev.assay.cli.simulate.SimulateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code assay}: its subcommands and what they share. */
@Command(
        name = "assay",
        description = "Federated-learning research that can be trusted.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SimulateCommand.class,
            ResumeCommand.class,
            LedgerCommand.class,
            ReportCommand.class,
            ProfileCommand.class,
            DataCommand.class,
            CampaignCommand.class,
            NodeCommand.class,
            CertsCommand.class,
            CommandLine.HelpCommand.class
        })
public final class AssayCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more: -v progress of the parts, -vv every step.")
    void setVerbosity(boolean[] flags) {
        Logging.setVerbosity(flags.length);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
