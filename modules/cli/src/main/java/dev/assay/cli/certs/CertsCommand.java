package dev.assay.cli.certs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code assay certs}: certificates of a cluster's nodes. */
@Command(
        name = "certs",
        description = "Make the certificates by which the nodes of a cluster know each other.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CertsInitCommand.class, CertsIssueCommand.class})
public final class CertsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a certs command is missing: init or issue");
    }
}
