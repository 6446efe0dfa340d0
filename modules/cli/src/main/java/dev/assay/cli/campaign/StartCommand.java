package dev.assay.cli.campaign;

import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.cli.run.RunInputs;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiOptions api;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROFILE",
            defaultValue = "digits",
            description = "A folder with a profile.md, or its name under profiles/ (default: ${DEFAULT-VALUE}).")
    private String profile;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the campaign (default: PROFILE-DATE-TIME).")
    private Optional<String> name;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Root of all random choices, at least 0 (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--max-candidates",
            paramLabel = "N",
            description =
                    "Candidates of the agent after the baseline, 0 to 100000 (default: the program's cap); control arms"
                            + " have their own.")
    private Optional<Integer> maxCandidates;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a value of the profile, such as budget.rounds=5, or of the program, such as"
                    + " program.search.batch=2. May be given more than once.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() throws InvalidInput, BadInput, IOException {
        ApiClient client = api.client();
        RunInputs inputs = inputs();
        ObjectNode order = new JsonMapper()
                .createObjectNode()
                .put(
                        "name",
                        name.orElseGet(() -> inputs.profile().task() + "-"
                                + LocalDateTime.now(ZoneId.systemDefault()).format(STAMP)))
                .put("seed", seed)
                .put("profile", inputs.profile().text())
                .put("program", inputs.program().text());
        maxCandidates.ifPresent(cap -> order.put("max_candidates", cap));
        JsonNode answer = client.start(order);
        Shown.print(spec, api.json(), answer, "started " + answer.path("name").asString());
        return 0;
    }

    /** Throws with the problems of the options, the profile and the program together. */
    private RunInputs inputs() throws InvalidInput {
        List<Problem> wrong =
                new ArrayList<>(CampaignOrder.problems(name, seed, maxCandidates, CampaignOrder.Parts.OPTIONS));
        try {
            RunInputs inputs = RunInputs.read(Home.folder(), profile, settings);
            if (wrong.isEmpty()) {
                return inputs;
            }
        } catch (InvalidInput e) {
            wrong.addAll(e.problems());
        } catch (BadInput e) {
            wrong.add(Problem.ofOption("PROFILE", profile, e.getMessage()));
        }
        throw new InvalidInput(wrong);
    }
}
