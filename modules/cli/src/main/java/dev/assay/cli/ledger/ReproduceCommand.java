package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Home;
import dev.assay.cli.run.DataOption;
import dev.assay.cli.run.DeviceOption;
import dev.assay.cli.run.FingerprintCheck;
import dev.assay.cli.run.RunFolder;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.reproduce.TrialComparison;
import dev.assay.ledger.reproduce.TrialComparison.Verdict;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.task.TaskCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code assay ledger reproduce}: runs recorded trials again, and compares bits. */
@Command(
        name = "reproduce",
        description = "Run a candidate's trial again from its recorded recipe, and compare the model of every round and"
                + " the score with the recorded ones. The run itself is not touched.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 the same bits; 4 not the same, and the first round that differs is named with the facts in"
                    + " which the machines differ; 3 the ledger is not intact; 1 the trial could not be run here.",
            "The hold-out is read only for a trial that had it open when it was recorded."
        })
public final class ReproduceCommand implements Callable<Integer> {
    /** On top of the longest round, as for a campaign. */
    private static final Duration SILENCE_MARGIN = Duration.ofMinutes(5);

    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Parameters(index = "1", paramLabel = "CANDIDATE", description = "The candidate, such as c003.")
    private String candidate;

    @ArgGroup
    private Seeds seeds = new Seeds();

    @Mixin
    private DeviceOption device;

    @Mixin
    private DataOption data;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    /** Which of the candidate's trials. */
    static final class Seeds {
        @Option(
                names = "--seed",
                paramLabel = "N",
                description = "The candidate's trials with this seed (default: its first trial).")
        private Optional<Long> seed = Optional.empty();

        @Option(names = "--all-seeds", description = "All of its trials.")
        private boolean all;
    }

    @Override
    public Integer call() throws Exception {
        if (!data.problems().isEmpty()) {
            throw new InvalidInput(data.problems());
        }
        ChosenTrials chosen = ChosenTrials.of(folder, candidate, seeds.seed, seeds.all);
        TrialRepetition repetition = prepare(chosen);
        List<ReproductionText> results = new ArrayList<>();
        for (ChosenTrials.Recorded trial : chosen.trials()) {
            results.add(repeat(trial, repetition));
        }
        if (json) {
            say(json(results, chosen.nothingYet()).toString());
        } else {
            say("");
            say(ReproductionText.header());
            results.forEach(result -> say(result.row()));
            chosen.nothingYet()
                    .forEach(trialId -> say("note: " + trialId + " has no round and no end yet, and was left out"));
        }
        return exitStatus(results);
    }

    /** The release, the rows and the engine, before anything is trained. */
    private TrialRepetition prepare(ChosenTrials chosen) throws BadInput, InvalidInput, IOException {
        CampaignStarted start = chosen.start();
        RunFolder run = new RunFolder(folder);
        FingerprintCheck check = new FingerprintCheck(folder, FingerprintCheck.EVALUATOR, run.sources());
        FingerprintCheck.Recorded recorded = check.requireSameRelease(start);
        String task = recorded.profile().task();
        List<Path> folders = new ArrayList<>(run.dataFolders());
        folders.add(Home.folder().resolve("profiles").resolve(task));
        TaskCatalog tasks =
                new TaskCatalog(data.folders(folders), run.profile(task).map(data::getCommand));
        check.requireSameRows(start, recorded, tasks.task(start.profileText()));
        return new TrialRepetition(
                tasks,
                device.engines(DeviceChoice.Kind.of(chosen.device())),
                start.profileText(),
                recorded.profile().budget().roundTimeout().plus(SILENCE_MARGIN));
    }

    private ReproductionText repeat(ChosenTrials.Recorded trial, TrialRepetition repetition)
            throws BadInput, IOException, InterruptedException {
        if (!json) {
            int rounds = trial.course().rounds().size();
            say("repeating " + trial.plan().trialId() + ": seed " + trial.plan().seed() + ", " + rounds
                    + (rounds == 1 ? " recorded round" : " recorded rounds")
                    + (trial.plan().openHoldOut() ? ", with the hold-out, as it was recorded" : ""));
        }
        ReproductionText result = new ReproductionText(trial, repetition.run(trial, new RoundLines(trial)));
        if (!json) {
            result.lines().forEach(this::say);
        }
        return result;
    }

    /** A line for each round that is the same, once. */
    private final class RoundLines implements Consumer<TrialComparison> {
        private final ChosenTrials.Recorded trial;
        private int said;

        private RoundLines(ChosenTrials.Recorded trial) {
            this.trial = trial;
        }

        @Override
        public void accept(TrialComparison comparison) {
            for (; !json && said < comparison.equalRounds(); said++) {
                say("  round " + said + "  model "
                        + trial.course().rounds().get(said).model().brief() + "  same");
            }
        }
    }

    private ObjectNode json(List<ReproductionText> results, List<String> nothingYet) {
        ObjectNode result =
                JSON.createObjectNode().put("candidate", candidate).put("same", exitStatus(results) == ExitStatus.DONE);
        ArrayNode trials = result.putArray("trials");
        results.forEach(trial -> trials.add(trial.json()));
        ArrayNode left = result.putArray("nothing_recorded");
        nothingYet.forEach(left::add);
        return result;
    }

    private static int exitStatus(List<ReproductionText> results) {
        if (results.stream().anyMatch(result -> result.verdict() == Verdict.DIFFERS)) {
            return ExitStatus.DIFFERENT;
        }
        return results.stream().allMatch(result -> result.verdict() == Verdict.SAME)
                ? ExitStatus.DONE
                : ExitStatus.FAILED;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
