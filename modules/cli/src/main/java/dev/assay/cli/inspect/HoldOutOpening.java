package dev.assay.cli.inspect;

import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.Campaign.OpenHoldOut;
import dev.assay.agent.campaign.Campaign.RecordHoldOut;
import dev.assay.cli.BadInput;
import dev.assay.cli.DamagedLedger;
import dev.assay.cli.Home;
import dev.assay.cli.node.AssayNode;
import dev.assay.cli.run.DataOption;
import dev.assay.cli.run.FingerprintCheck;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunOutputs;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.task.Task;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.server.trial.HoldOutReading;
import dev.assay.training.engine.DjlTrainingEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.pattern.StatusReply;

/**
 * Opens the hold-out of a finished campaign for a person: the opening is stored first, then the recorded final models are
 * scored, then what they came to is stored. Nothing is trained.
 */
final class HoldOutOpening {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunFolder run;
    private final CampaignState state;
    private final List<Integer> candidates;

    private HoldOutOpening(RunFolder run, CampaignState state, List<Integer> candidates) {
        this.run = run;
        this.state = state;
        this.candidates = candidates;
    }

    /**
     * Throws with what is wrong before anything is opened.
     *
     * @return why recorded models could not be scored, one sentence a trial; all other scores are stored
     */
    static List<String> read(RunFolder run, List<String> names, DataOption data)
            throws BadInput, DamagedLedger, InvalidInput, IOException, InterruptedException, ExecutionException {
        CampaignState state = CampaignState.of(RunOutputs.events(run.path()));
        if (!state.isFinished()) {
            throw new BadInput("the campaign of " + run.path() + " is not finished: its hold-out is sealed for the"
                    + " confirmation; go on with it by '" + Home.command() + " resume " + run.path() + "'");
        }
        RunOutputs.requireIntact(run);
        return new HoldOutOpening(run, state, numbers(state, names)).read(data);
    }

    private static List<Integer> numbers(CampaignState state, List<String> names) throws BadInput {
        List<String> known = state.candidates().stream()
                .map(record -> record.candidate().name())
                .toList();
        List<String> unknown =
                names.stream().filter(name -> !known.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new BadInput("--hold-out: there is no candidate " + String.join(", ", unknown) + "; the campaign has "
                    + String.join(", ", known));
        }
        return names.stream().map(known::indexOf).distinct().sorted().toList();
    }

    private List<String> read(DataOption data)
            throws BadInput, InvalidInput, IOException, InterruptedException, ExecutionException {
        CampaignStarted start = state.start().orElseThrow();
        FingerprintCheck check = new FingerprintCheck(run.path(), FingerprintCheck.EVALUATOR, run.sources());
        FingerprintCheck.Recorded recorded = check.requireSameRelease(start);
        requireModels();
        String name = recorded.profile().task();
        List<Path> folders = new ArrayList<>(run.dataFolders());
        folders.add(Home.folder().resolve("profiles").resolve(name));
        TaskCatalog tasks =
                new TaskCatalog(data.folders(folders), run.profile(name).map(data::getCommand));
        Task task = tasks.task(start.profileText());
        check.requireSameRows(start, recorded, task);
        TrainingEngine engine = DjlTrainingEngine.onCpu();
        try (AssayNode node = AssayNode.alone(run, tasks, () -> List.of(engine), 0)) {
            ActorRef<Campaign.Command> campaign = node.campaign(start.campaignId(), 1);
            String names =
                    String.join(", ", candidates.stream().map(Candidate::name).toList());
            ask(node, campaign, replyTo -> new OpenHoldOut(candidates, "report on " + names, replyTo));
            HoldOutReading reading = HoldOutReading.of(state, candidates, task, engine, run.blobs());
            ask(node, campaign, replyTo -> new RecordHoldOut(reading.scores(), reading.missing(), replyTo));
            return reading.failures();
        }
    }

    private void requireModels() throws BadInput, IOException {
        List<String> without = HoldOutReading.withoutModels(state, candidates, run.blobs());
        if (!without.isEmpty()) {
            throw new BadInput("--hold-out: no final model of " + String.join(", ", without) + " is in "
                    + run.path().resolve("blobs") + ", so nothing was opened: put the folder back, or leave them out");
        }
    }

    private static void ask(
            AssayNode node,
            ActorRef<Campaign.Command> campaign,
            Function<ActorRef<StatusReply<Done>>, Campaign.Command> command)
            throws InterruptedException, ExecutionException {
        AskPattern.askWithStatus(campaign, command, PATIENCE, node.system().scheduler())
                .toCompletableFuture()
                .get();
    }
}
