package dev.assay.cli.campaign;

import dev.assay.cli.BadInput;
import dev.assay.cli.run.OrderOptions;
import dev.assay.cli.run.RunInputs;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code assay campaign start}: profile and program are read here, and checked here and by the cluster. */
@Command(
        name = "start",
        description = "Start a campaign: the same as 'assay simulate' with the same options, on the cluster.",
        mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiOptions api;

    @Mixin
    private OrderOptions order;

    @Override
    public Integer call() throws InvalidInput, BadInput, IOException {
        ApiClient client = api.client();
        RunInputs inputs = order.inputs(List.of());
        ObjectNode request = new JsonMapper()
                .createObjectNode()
                .put("name", order.name(inputs))
                .put("seed", order.seed())
                .put("profile", inputs.profile().text())
                .put("program", inputs.program().text());
        order.maxCandidates().ifPresent(cap -> request.put("max_candidates", cap));
        JsonNode answer = client.start(request);
        Shown.print(spec, api.json(), answer, "started " + answer.path("name").asString());
        return 0;
    }
}
