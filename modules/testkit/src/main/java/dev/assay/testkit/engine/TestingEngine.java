package dev.assay.testkit.engine;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.learning.training.LearningRate;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Trains nothing, and answers like an engine that does: the DIFF is a function of seed, site, round, global model and all
 * that the site has kept, so a state that is lost or used twice changes the bits. Remembers its calls; from any thread.
 */
public final class TestingEngine implements TrainingEngine {
    private static final float PULL = 0.1f;
    private static final float KEPT = 0.5f;
    private static final float STEP = 0.02f;

    private final Twist twist;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Integer> evaluatedRows = new CopyOnWriteArrayList<>();

    /** What a test makes of a sound update: it may change it, throw, or wait. */
    @FunctionalInterface
    public interface Twist {
        LocalUpdate apply(SitePlan plan, RoundTask task, LocalUpdate sound);
    }

    /**
     * One training, in the order of their start.
     *
     * @param unitsDone of the state that it started from
     * @param thread name of the thread that it ran on
     */
    public record Call(int site, int round, int unitsDone, String thread) {}

    /** An engine that always works. */
    public TestingEngine() {
        this((plan, task, sound) -> sound);
    }

    public TestingEngine(Twist twist) {
        this.twist = twist;
    }

    /** An engine whose update of one site in one round has one value that is not finite. */
    public static TestingEngine poisoned(int site, int round) {
        return new TestingEngine((plan, task, sound) -> {
            if (plan.site() != site || task.round() != round) {
                return sound;
            }
            float[] values = sound.diff().toArray();
            values[values.length / 2] = Float.NaN;
            return withDiff(sound, ModelVector.adopt(values));
        });
    }

    /** An engine that twists what this one answers once more; it has its own calls. */
    public TestingEngine followedBy(Twist second) {
        return new TestingEngine((plan, task, sound) -> second.apply(plan, task, twist.apply(plan, task, sound)));
    }

    @Override
    public LocalUpdate train(SitePlan plan, SiteState state, RoundTask task) {
        calls.add(new Call(
                plan.site(),
                task.round(),
                state.unitsDone(),
                Thread.currentThread().getName()));
        return twist.apply(plan, task, sound(plan, state, task));
    }

    /** The share of the model's values that are positive, which differs between models, on any rows. */
    @Override
    public double evaluate(Network network, ModelVector model, Examples rows, Metric metric) {
        evaluatedRows.add(rows.rows());
        int positive = 0;
        for (int i = 0; i < model.size(); i++) {
            positive += model.get(i) > 0 ? 1 : 0;
        }
        return (double) positive / model.size();
    }

    @Override
    public String description() {
        return "testing engine";
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How often a round was trained, over all sites. */
    public long trainings(int round) {
        return calls.stream().filter(call -> call.round() == round).count();
    }

    /** The number of rows of each evaluation: which split was read. */
    public List<Integer> evaluatedRows() {
        return List.copyOf(evaluatedRows);
    }

    /** A copy of an update with another DIFF. */
    public static LocalUpdate withDiff(LocalUpdate update, ModelVector diff) {
        return new LocalUpdate(
                diff, update.controlDelta(), update.steps(), update.samples(), update.meanLoss(), update.state());
    }

    private static LocalUpdate sound(SitePlan plan, SiteState state, RoundTask task) {
        UniformRandomProvider random =
                RandomStreams.stream(plan.seed(), RandomPurpose.SHUFFLE, plan.site(), task.round());
        int size = task.global().size();
        float[] kept = state.momentum().map(ModelVector::toArray).orElseGet(() -> new float[size]);
        float[] control = state.control().map(ModelVector::toArray).orElseGet(() -> new float[size]);
        float[] controlDelta = new float[size];
        float[] target = task.globalControl().map(ModelVector::toArray).orElse(kept);
        for (int i = 0; i < size; i++) {
            float pull = PULL * (target[i] - task.global().get(i));
            kept[i] = KEPT * kept[i] + STEP * (random.nextFloat() - KEPT) + STEP * pull;
            float before = control[i];
            control[i] += PULL * (kept[i] - before);
            controlDelta[i] = control[i] - before;
        }
        int rows = plan.rows().rows();
        int steps = plan.rule().compute().stepsPerRound(rows, plan.rule().batchSize());
        Optional<ModelVector> newControl =
                plan.scaffold() ? Optional.of(ModelVector.copyOf(control)) : Optional.empty();
        return new LocalUpdate(
                ModelVector.copyOf(kept),
                plan.scaffold() ? Optional.of(ModelVector.copyOf(controlDelta)) : Optional.empty(),
                steps,
                plan.rule().compute().samplesPerRound(rows, plan.rule().batchSize()),
                1.0 / (1 + task.round()),
                new SiteState(
                        state.unitsDone()
                                + LearningRate.unitsPerRound(plan.rule().compute()),
                        Optional.of(ModelVector.copyOf(kept)),
                        newControl));
    }
}
