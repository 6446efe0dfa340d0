package dev.assay.cli.campaign;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code assay campaign stop}. */
@Command(
        name = "stop",
        description = "End a campaign early: trials that are out end, the incumbent is confirmed. Ends a pause, too.",
        mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiOptions api;

    @Mixin
    private ChangeOptions change;

    @Override
    public Integer call() throws Exception {
        JsonNode answer = api.client().change(change.name(), "stop", change.cause());
        Shown.print(spec, api.json(), answer, change.name() + " is stopping");
        return 0;
    }
}
