package dev.assay.cli.campaign;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code assay campaign resume}. */
@Command(
        name = "resume",
        description = "Let a paused campaign go on, or have the cluster take over one that a process outside has left.",
        mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiOptions api;

    @Mixin
    private ChangeOptions change;

    @Override
    public Integer call() throws Exception {
        JsonNode answer = api.client().change(change.name(), "resume", change.cause());
        Shown.print(spec, api.json(), answer, change.name() + " goes on");
        return 0;
    }
}
