package dev.assay.cli.campaign;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code assay campaign list}. */
@Command(
        name = "list",
        description = "List the campaigns of the ledger, oldest first.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiOptions api;

    @Override
    public Integer call() throws Exception {
        JsonNode answer = api.client().list();
        Shown.print(spec, api.json(), answer, Shown.listing(answer));
        return 0;
    }
}
