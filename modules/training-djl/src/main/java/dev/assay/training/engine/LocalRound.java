package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
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
import java.util.Optional;
import java.util.stream.IntStream;
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
    private final TargetBuffer targets;
    private final SiteDropout dropout;
    private final PtNDArray weights;
    private final NDArray lossSum;
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
        this.features = new FeatureBuffer(batch, plan.rows());
        this.targets = new TargetBuffer(batch, plan.network().outputShape().get(0), rule.labelSmoothing());
        this.dropout =
                new SiteDropout(RandomStreams.stream(plan.seed(), RandomPurpose.DROPOUT, plan.site(), task.round()));
        NDArray global = manager.create(task.global().toArray());
        this.weights = (PtNDArray) global.duplicate();
        weights.setRequiresGradient(true);
        this.lossSum = manager.zeros(new Shape(), DataType.FLOAT64);
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
        for (int i = 0; i < count; i++) {
            int row = order[from + i];
            features.copyRow(row, i);
            targets.set(i, plan.rows().label(row), count);
        }
        dropout.beginStep();
        try (NDManager scope = manager.newSubManager()) {
            PtNDArray outputs = network.forward(weights, features.on(scope, count), dropout);
            PtNDArray logProbabilities = JniUtils.logSoftmax(outputs, -1, DataType.FLOAT32);
            PtNDArray target = (PtNDArray) targets.on(scope, count);
            JniUtils.backward(logProbabilities, target, false, false);
            JniUtils.setGradMode(false);
            lossSum.addi(logProbabilities.mul(target).sum());
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
                lossSum.getDouble() / steps,
                new SiteState(unitsDone, sgd.momentum(), control));
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
