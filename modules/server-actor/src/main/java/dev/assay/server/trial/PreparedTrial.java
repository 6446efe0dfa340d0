package dev.assay.server.trial;

import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.codec.Codec;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelSchema;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.training.LearningRate;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.trial.TrialState;
import dev.assay.ledger.trial.TrialState.Running;
import dev.assay.research.cost.Cost;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.guard.CostGuard;
import dev.assay.research.guard.Violation;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.task.Task;
import dev.assay.server.checkpoint.Checkpoint;
import dev.assay.server.checkpoint.CheckpointStore;
import dev.assay.server.round.UpdateGuard;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A trial with everything that its rounds need.
 *
 * @param task profile and data
 * @param guard checks its updates
 * @param recorded whether the ledger already has its start
 * @param recordedRounds rounds that the ledger already has; they are trained again if the checkpoint is lost, or if sites are
 *     to be opened {@link #fromTheBeginning}
 * @param recordedCheckpoint the file that the ledger has after them; empty before the first round is done
 * @param from where it goes on: the last closed round, or the initial model
 * @param fromDigest the file of that checkpoint; empty for the initial model
 */
record PreparedTrial(
        TrialPlan plan,
        Task task,
        Digest schema,
        UpdateGuard guard,
        boolean recorded,
        int recordedRounds,
        Optional<Digest> recordedCheckpoint,
        Checkpoint from,
        Optional<Digest> fromDigest) {

    /**
     * Reads task and checkpoint; blocks. A checkpoint that is missing or unreadable costs time only: the rounds repeat. They
     * also do where sites have to begin again with the first one.
     *
     * @param rows digest of the rows that the campaign began with, in hexadecimal digits
     * @param patience how long sites may take to say what they have, where their data are not here
     */
    static PreparedTrial prepare(
            TrialPlan plan,
            String profileText,
            Optional<String> rows,
            TrialState state,
            TrialServices services,
            Duration patience)
            throws InvalidInput, IOException {
        Task task = services.tasks().task(profileText, patience);
        requireRows(task, rows);
        Recipe recipe = plan.recipe();
        Network network = task.network(recipe);
        ModelSchema schema = network.schema();
        UpdateGuard guard = new UpdateGuard(
                plan.trialId(),
                schema.digest(),
                schema.size(),
                stepsBySite(task, recipe.clientRule()),
                samplesBySite(task, recipe.clientRule()),
                LearningRate.unitsPerRound(recipe.clientRule().compute()),
                recipe.scaffold(),
                task.profile().updates());
        Optional<Running> running = state instanceof Running already ? Optional.of(already) : Optional.empty();
        Optional<Digest> last = running.flatMap(Running::checkpoint);
        boolean trained = running.filter(
                        known -> known.roundsDone() >= task.profile().budget().rounds())
                .isPresent();
        boolean needsSites = !trained || task.isFederated();
        Optional<Checkpoint> from = last.isPresent() && !(needsSites && opensFromTheBeginning(task))
                ? new CheckpointStore(services.blobs()).read(last.get())
                : Optional.empty();
        return new PreparedTrial(
                plan,
                task,
                schema.digest(),
                guard,
                running.isPresent(),
                running.map(Running::roundsDone).orElse(0),
                last,
                from.orElseGet(() -> beginning(plan, task)),
                from.isPresent() ? last : Optional.empty());
    }

    /**
     * Whether sites can only be opened at the beginning: what they leave out of their updates stays with them, and is lost when
     * they are opened again. Then {@link #from} is the beginning, unless no site is needed any more.
     */
    boolean fromTheBeginning() {
        return opensFromTheBeginning(task);
    }

    private static boolean opensFromTheBeginning(Task task) {
        return task.profile().updates().codec().filter(Codec::keepsResidual).isPresent();
    }

    /** Another release, here or on a site's node, may make other rows of the same files. */
    private static void requireRows(Task task, Optional<String> rows) {
        if (rows.isPresent()
                && !rows.get().equals(task.rows().hex())
                && !rows.equals(task.rowsInEarlierLedgers().map(Digest::hex))) {
            throw new IllegalStateException(
                    "the rows of the task are others than those that the campaign began with: their"
                            + " digest is " + task.rows().hex() + ", was " + rows.get()
                            + "; scores on them would not compare: go on with the release and files that it began with");
        }
    }

    /** What each site counts in means, by site index. */
    List<Integer> weights() {
        return IntStream.range(0, task.sites())
                .map(site -> plan.recipe().weighting().of(guard.steps().get(site), task.siteRows(site)))
                .boxed()
                .toList();
    }

    int rounds() {
        return task.profile().budget().rounds();
    }

    /** The caps of the profile that the trial would exceed on the rows that there are, before it has trained anything. */
    List<Violation> excess() {
        List<Integer> rows =
                IntStream.range(0, task.sites()).map(task::siteRows).boxed().toList();
        return over(CostGuard.planned(task.profile(), plan.recipe(), rows));
    }

    /** The caps of the profile that a cost is above. */
    List<Violation> over(Cost cost) {
        long rows = IntStream.range(0, task.sites()).mapToLong(task::siteRows).sum();
        return CostGuard.check(task.profile().caps(), cost, rows);
    }

    private static Checkpoint beginning(TrialPlan plan, Task task) {
        SortedMap<Integer, SiteState> fresh = new TreeMap<>();
        IntStream.range(0, task.sites()).forEach(site -> fresh.put(site, SiteState.FRESH));
        return new Checkpoint(
                plan.trialId(),
                ServerState.initial(plan.recipe().serverRule(), task.initialModel(plan.recipe(), plan.seed())),
                fresh);
    }

    private static List<Long> samplesBySite(Task task, ClientRule rule) {
        return IntStream.range(0, task.sites())
                .mapToObj(site -> rule.compute().samplesPerRound(task.siteRows(site), rule.batchSize()))
                .toList();
    }

    private static List<Integer> stepsBySite(Task task, ClientRule rule) {
        return IntStream.range(0, task.sites())
                .map(site -> rule.compute().stepsPerRound(task.siteRows(site), rule.batchSize()))
                .boxed()
                .toList();
    }
}
