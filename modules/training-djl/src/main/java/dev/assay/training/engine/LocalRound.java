package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.LearningRate;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.training.network.ExecutableNetwork;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;

/** One site's training in one round: the loop over batches, on one thread. */
final class LocalRound {
    private final NDManager manager;
    private final SitePlan plan;
    private final SiteState before;
    private final RoundTask task;
    private final ClientRule rule;
    private final ExecutableNetwork network;
    private final LearningRate schedule;
    private final FeatureBuffer features;
    private final StepLoss loss;
    private final SiteDropout dropout;
    private final PtNDArray weights;
    private final Optional<ModelVector> drift;
    private final Sgd sgd;

    LocalRound(NDManager manager, SitePlan plan, SiteState before, RoundTask task) {
        this.manager = manager;
        this.plan = plan;
        this.before = before;
        this.task = task;
        this.rule = plan.rule();
        this.network = new ExecutableNetwork(plan.network());
        this.schedule = LearningRate.of(rule, plan.rounds());
        int batch = Math.min(rule.batchSize(), plan.rows().rows());
        this.features = new FeatureBuffer(batch, plan.rows(), augmenter());
        this.loss = StepLoss.of(manager, plan, batch);
        this.dropout = new SiteDropout(stream(RandomPurpose.DROPOUT));
        NDArray global = manager.create(task.global().toArray());
        this.weights = (PtNDArray) global.duplicate();
        weights.setRequiresGradient(true);
        this.drift = plan.scaffold() ? Optional.of(drift()) : Optional.empty();
        this.sgd = new Sgd(
                rule,
                weights,
                global,
                drift.map(vector -> manager.create(vector.toArray())),
                before.momentum().map(vector -> manager.create(vector.toArray())));
    }

    LocalUpdate train() {
        int rows = plan.rows().rows();
        int batches = (rows + rule.batchSize() - 1) / rule.batchSize();
        int steps = rule.compute().stepsPerRound(rows, rule.batchSize());
        boolean unitIsStep = rule.compute() instanceof LocalCompute.Steps;
        int[] order = new int[0];
        double lr = rule.lr();
        long samples = 0;
        for (int step = 0; step < steps; step++) {
            int epoch = step / batches;
            if (step % batches == 0) {
                order = order(epoch);
            }
            int from = step % batches * rule.batchSize();
            int count = Math.min(rule.batchSize(), rows - from);
            lr = schedule.at(before.unitsDone() + (unitIsStep ? step : epoch));
            step(order, from, count, lr);
            samples += count;
        }
        return update(steps, samples, steps * lr);
    }

    private void step(int[] order, int from, int count, double lr) {
        int[] rows = Arrays.copyOfRange(order, from, from + count);
        for (int i = 0; i < count; i++) {
            features.copyRow(rows[i], i);
        }
        dropout.beginStep();
        try (NDManager scope = manager.newSubManager()) {
            PtNDArray outputs = network.forward(weights, features.on(scope, count), dropout);
            loss.backward(outputs, rows, scope);
            sgd.step(lr, scope);
            JniUtils.setGradMode(true);
        }
    }

    /** @param distance steps times the last learning rate: how far the site could have gone (SCAFFOLD, option II) */
    private LocalUpdate update(int steps, long samples, double distance) {
        ModelVector diff = ModelVector.adopt(weights.toFloatArray()).minus(task.global());
        Optional<ModelVector> control = drift.map(vector -> newControl(vector, diff, distance));
        Optional<ModelVector> oldControl = before.control();
        Optional<ModelVector> controlDelta =
                control.map(now -> oldControl.map(now::minus).orElse(now));
        int unitsDone = before.unitsDone() + LearningRate.unitsPerRound(rule.compute());
        return new LocalUpdate(
                diff,
                controlDelta,
                steps,
                samples,
                loss.sum() / steps,
                new SiteState(unitsDone, sgd.momentum(), control));
    }

    private Optional<Augmenter> augmenter() {
        return plan.augmentation().equals(Augmentation.NONE)
                ? Optional.empty()
                : Optional.of(
                        new Augmenter(plan.augmentation(), plan.rows().rowShape(), stream(RandomPurpose.AUGMENTATION)));
    }

    /** What the site draws from in this round. */
    private UniformRandomProvider stream(RandomPurpose purpose) {
        return RandomStreams.stream(plan.seed(), purpose, plan.site(), task.round());
    }

    private int[] order(int epoch) {
        int[] order = IntStream.range(0, plan.rows().rows()).toArray();
        if (plan.shuffle()) {
            PermutationSampler.shuffle(
                    RandomStreams.stream(plan.seed(), RandomPurpose.SHUFFLE, plan.site(), task.round(), epoch), order);
        }
        return order;
    }

    /** Global minus local control variate; a site that has none yet starts from zero. */
    private ModelVector drift() {
        ModelVector global = task.globalControl().orElseThrow();
        return before.control().map(global::minus).orElse(global);
    }

    /** {@code c_local - c_global + (w_global - w_local) / distance}; the drift is minus the first two terms. */
    private static ModelVector newControl(ModelVector drift, ModelVector diff, double distance) {
        float[] control = new float[diff.size()];
        for (int i = 0; i < control.length; i++) {
            control[i] = (float) (-drift.get(i) - diff.get(i) / distance);
        }
        return ModelVector.adopt(control);
    }
}
