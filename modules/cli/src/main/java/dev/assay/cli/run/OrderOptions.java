package dev.assay.cli.run;

import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a campaign is ordered by, on this machine and on a cluster alike. */
public final class OrderOptions {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

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

    public String profile() {
        return profile;
    }

    public long seed() {
        return seed;
    }

    public Optional<Integer> maxCandidates() {
        return maxCandidates;
    }

    /** The name that was given, or one of the task and the time. */
    public String name(RunInputs inputs) {
        return name.orElseGet(() -> inputs.profile().task() + "-"
                + LocalDateTime.now(ZoneId.systemDefault()).format(STAMP));
    }

    /**
     * Reads profile and program.
     *
     * @param others problems of the command's other options
     * @throws InvalidInput with these and the problems of the options here, the profile and the program together
     */
    public RunInputs inputs(List<Problem> others) throws InvalidInput {
        List<Problem> wrong = new ArrayList<>(others);
        wrong.addAll(CampaignOrder.problems(name, seed, maxCandidates, CampaignOrder.Parts.OPTIONS));
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
