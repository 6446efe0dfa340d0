package dev.assay.cli.campaign;

import dev.assay.cli.BadInput;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code assay campaign}: the campaigns of a cluster. */
@Command(
        name = "campaign",
        description = "Start, watch and steer campaigns of a cluster, by the address of one of its agent nodes.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StartCommand.class, ListCommand.class, StatusCommand.class, WatchCommand.class, HelpCommand.class
        })
public final class CampaignCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    @Command(
            description =
                    "End a campaign early: trials that are out end, the incumbent is confirmed. Ends a pause, too.",
            mixinStandardHelpOptions = true)
    int stop(@Mixin ApiOptions api, @Mixin ChangeOptions change) throws InvalidInput, BadInput, IOException {
        return change(api, change, "stop", "is stopping");
    }

    @Command(
            description =
                    "Pause a campaign: trials that run go to their end, no further one is started. Changes no decision.",
            mixinStandardHelpOptions = true)
    int pause(@Mixin ApiOptions api, @Mixin ChangeOptions change) throws InvalidInput, BadInput, IOException {
        return change(api, change, "pause", "is paused");
    }

    @Command(
            description =
                    "Let a paused campaign go on, or have the cluster take over one that a process outside has left.",
            mixinStandardHelpOptions = true)
    int resume(@Mixin ApiOptions api, @Mixin ChangeOptions change) throws InvalidInput, BadInput, IOException {
        return change(api, change, "resume", "goes on");
    }

    private int change(ApiOptions api, ChangeOptions change, String operation, String done)
            throws InvalidInput, BadInput, IOException {
        JsonNode answer = api.client().change(change.name(), operation, change.cause());
        Shown.print(spec, api.json(), answer, change.name() + " " + done);
        return 0;
    }
}
