package dev.assay.cli.simulate;

import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.agent.campaign.CampaignSpec;
import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.cli.run.LedgerOption;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunInputs;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.journal.Journal;
import dev.assay.research.fingerprint.Fingerprint;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.runtime.task.TaskCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** {@code assay simulate}: a whole campaign in this process. Everything is checked before anything is written. */
@Command(
        name = "simulate",
        description =
                "Run a complete campaign on this machine: baseline, calibration, search, control arms, confirmation,"
                        + " report; the program says which of them.",
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROFILE",
            defaultValue = "digits",
            description = "A folder with a profile.md, or its name under profiles/ (default: ${DEFAULT-VALUE}).")
    private String profile;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Where run folders are made (default: ${DEFAULT-VALUE}).")
    private Path runs;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the run folder (default: PROFILE-DATE-TIME).")
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

    @Mixin
    private WorkOptions work;

    @Mixin
    private LineageOptions lineage;

    @Mixin
    private LedgerOption ledger;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a value of the profile, such as budget.rounds=5, or of the program, such as"
                    + " program.search.batch=2. May be given more than once.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        RunInputs inputs = inputs();
        RunFolder run = new RunFolder(runs.resolve(runName(inputs)));
        requireNew(run);
        String campaignId = run.path().getFileName().toString();
        Journal journal = ledger.journal(run, campaignId);
        journal.requireRoom();
        TaskCatalog tasks = work.tasks(List.of(inputs.folder()), Optional.of(profile));
        Digest rows = tasks.task(inputs.profile().text()).rows();
        Fingerprint fingerprint = CampaignOrder.fingerprint(inputs.profile(), inputs.program(), rows);
        CampaignSpec campaign = new CampaignSpec(
                seed,
                inputs.profile().text(),
                inputs.program().text(),
                fingerprint.fields(),
                maxCandidates.orElse(inputs.program().candidateCap()),
                lineage.of(fingerprint));
        return new CampaignSession(run, tasks, work, spec.commandLine().getOut())
                .start(campaignId, campaign, inputs.sources(), journal);
    }

    private static void requireNew(RunFolder run) throws BadInput {
        if (Files.exists(run.path())) {
            throw new BadInput(run.path() + " exists already: go on with it by '" + Home.command() + " resume "
                    + run.path() + "', or choose another --name");
        }
    }

    /** Throws with the problems of the options, the profile and the program together. */
    private RunInputs inputs() throws InvalidInput {
        List<Problem> wrong = wrongOptions();
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

    private List<Problem> wrongOptions() {
        List<Problem> wrong = new ArrayList<>(work.problems());
        wrong.addAll(lineage.problems());
        wrong.addAll(CampaignOrder.problems(name, seed, maxCandidates, CampaignOrder.Parts.OPTIONS));
        if (Files.exists(runs) && !Files.isDirectory(runs)) {
            wrong.add(Problem.ofOption("--runs", runs.toString(), "is " + runs + ", which is not a folder"));
        }
        if (runs.toAbsolutePath().toString().indexOf(';') >= 0) {
            wrong.add(Problem.ofOption(
                    "--runs",
                    runs.toString(),
                    "is " + runs.toAbsolutePath() + ", must have no ';', which the ledger's database cannot open"));
        }
        return wrong;
    }

    private String runName(RunInputs inputs) {
        return name.orElseGet(() -> inputs.profile().task() + "-"
                + LocalDateTime.now(ZoneId.systemDefault()).format(STAMP));
    }
}
