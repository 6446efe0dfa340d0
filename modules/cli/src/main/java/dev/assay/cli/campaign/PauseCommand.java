package dev.assay.cli.campaign;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code assay campaign pause}. */
@Command(
        name = "pause",
        description =
                "Pause a campaign: trials that run go to their end, no further one is started. Changes no decision.",
        mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiOptions api;

    @Mixin
    private ChangeOptions change;

    @Override
    public Integer call() throws Exception {
        JsonNode answer = api.client().change(change.name(), "pause", change.cause());
        Shown.print(spec, api.json(), answer, change.name() + " is paused");
        return 0;
    }
}
