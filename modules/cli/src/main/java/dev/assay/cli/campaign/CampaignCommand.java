package dev.assay.cli.campaign;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code assay campaign}: the campaigns of a cluster. */
@Command(
        name = "campaign",
        description = "Start, watch and steer campaigns of a cluster, by the address of one of its agent nodes.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            StartCommand.class,
            ListCommand.class,
            StatusCommand.class,
            WatchCommand.class,
            StopCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            HelpCommand.class
        })
public final class CampaignCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
