package dev.assay.cli.campaign;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code assay campaign status}. */
@Command(
        name = "status",
        description =
                "Tell how a campaign is now: phase, candidates, incumbent, the trials that run, what it waits for.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiOptions api;

    @Parameters(paramLabel = "NAME", description = "Name of the campaign.")
    private String name;

    @Override
    public Integer call() throws Exception {
        JsonNode answer = api.client().status(name);
        Shown.print(spec, api.json(), answer, Shown.status(answer));
        return 0;
    }
}
