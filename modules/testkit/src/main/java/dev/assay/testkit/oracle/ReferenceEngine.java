package dev.assay.testkit.oracle;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.metric.Metric;
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
import dev.assay.learning.training.TrainingEngine;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * Trains networks of dense, tanh, relu and flatten layers in plain Java, in double precision within a round: slow, and easy
 * to check against the formulas. Keeps no state.
 */
public final class ReferenceEngine implements TrainingEngine {
    @Override
    public LocalUpdate train(SitePlan plan, SiteState state, RoundTask task) {
        ClientRule rule = plan.rule();
        DenseNetwork network = new DenseNetwork(plan.network());
        LearningRate schedule = LearningRate.of(rule, plan.rounds());
        double[] global = widen(task.global());
        double[] weights = global.clone();
        Optional<double[]> momentum = state.momentum().map(ReferenceEngine::widen);
        Optional<double[]> drift = plan.scaffold() ? Optional.of(drift(state, task)) : Optional.empty();
        int batches = (plan.rows().rows() + rule.batchSize() - 1) / rule.batchSize();
        int steps = rule.compute().stepsPerRound(plan.rows().rows(), rule.batchSize());
        boolean unitIsStep = rule.compute() instanceof LocalCompute.Steps;
        int[] order = new int[0];
        double lr = rule.lr();
        double lossSum = 0;
        long samples = 0;
        for (int step = 0; step < steps; step++) {
            int epoch = step / batches;
            if (step % batches == 0) {
                order = order(plan, task.round(), epoch);
            }
            lr = schedule.at(state.unitsDone() + (unitIsStep ? step : epoch));
            int from = step % batches * rule.batchSize();
            int to = Math.min(from + rule.batchSize(), order.length);
            double[] gradient = new double[weights.length];
            for (int i = from; i < to; i++) {
                lossSum += network.addGradient(
                                weights, plan.rows(), order[i], rule.labelSmoothing(), 1.0 / (to - from), gradient)
                        / (to - from);
            }
            samples += to - from;
            for (int i = 0; i < weights.length; i++) {
                gradient[i] += rule.proximalMu() * (weights[i] - global[i]);
            }
            clip(gradient, rule);
            momentum = step(rule, lr, weights, gradient, momentum);
            if (drift.isPresent()) {
                for (int i = 0; i < weights.length; i++) {
                    weights[i] -= lr * drift.get()[i];
                }
            }
        }
        ModelVector diff = diff(weights, global);
        int unitsDone = state.unitsDone() + LearningRate.unitsPerRound(rule.compute());
        Optional<ModelVector> control = state.control();
        Optional<ModelVector> controlDelta = Optional.empty();
        if (drift.isPresent()) {
            ModelVector old = control.orElse(ModelVector.zeros(weights.length));
            control = Optional.of(newControl(drift.get(), weights, global, steps * lr));
            controlDelta = Optional.of(control.get().minus(old));
        }
        return new LocalUpdate(
                diff,
                controlDelta,
                steps,
                samples,
                lossSum / steps,
                new SiteState(unitsDone, momentum.map(ReferenceEngine::narrow), control));
    }

    @Override
    public double evaluate(Network network, ModelVector model, Examples rows, Metric metric) {
        DenseNetwork dense = new DenseNetwork(network);
        int classes = network.outputShape().get(0);
        float[] outputs = new float[rows.rows() * classes];
        for (int row = 0; row < rows.rows(); row++) {
            double[] logits = dense.logits(widen(model), rows, row);
            for (int c = 0; c < classes; c++) {
                outputs[row * classes + c] = (float) logits[c];
            }
        }
        return metric.score(outputs, rows.targets());
    }

    /** The mean cross entropy, without smoothing. */
    public static double loss(Network network, ModelVector model, Examples rows) {
        DenseNetwork dense = new DenseNetwork(network);
        double[] weights = widen(model);
        double sum = 0;
        for (int row = 0; row < rows.rows(); row++) {
            sum += dense.addGradient(weights, rows, row, 0, 1, new double[weights.length]);
        }
        return sum / rows.rows();
    }

    @Override
    public String description() {
        return "reference engine, plain Java, double precision";
    }

    private static Optional<double[]> step(
            ClientRule rule, double lr, double[] weights, double[] gradient, Optional<double[]> momentum) {
        for (int i = 0; i < weights.length; i++) {
            gradient[i] += rule.weightDecay() * weights[i];
        }
        double[] direction = gradient;
        if (rule.momentum() > 0 && momentum.isPresent()) {
            direction = momentum.get();
            for (int i = 0; i < weights.length; i++) {
                direction[i] = rule.momentum() * direction[i] + gradient[i];
            }
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] -= lr * direction[i];
        }
        return rule.momentum() > 0 ? Optional.of(direction) : Optional.empty();
    }

    private static void clip(double[] gradient, ClientRule rule) {
        double squares = 0;
        for (double value : gradient) {
            squares += value * value;
        }
        double limit = rule.clipNorm().orElse(Double.POSITIVE_INFINITY);
        if (Math.sqrt(squares) > limit) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= limit / Math.sqrt(squares);
            }
        }
    }

    private static double[] drift(SiteState state, RoundTask task) {
        double[] drift = widen(task.globalControl().orElseThrow());
        state.control().ifPresent(own -> IntStream.range(0, drift.length).forEach(i -> drift[i] -= own.get(i)));
        return drift;
    }

    private static ModelVector newControl(double[] drift, double[] weights, double[] global, double distance) {
        double[] control = new double[weights.length];
        // c_local - c_global is minus the drift, so c_new = c_local - c_global + (w_global - w_local) / distance.
        for (int i = 0; i < control.length; i++) {
            control[i] = -drift[i] + (global[i] - weights[i]) / distance;
        }
        return narrow(control);
    }

    private static int[] order(SitePlan plan, int round, int epoch) {
        int[] order = IntStream.range(0, plan.rows().rows()).toArray();
        if (plan.shuffle()) {
            PermutationSampler.shuffle(
                    RandomStreams.stream(plan.seed(), RandomPurpose.SHUFFLE, plan.site(), round, epoch), order);
        }
        return order;
    }

    private static ModelVector diff(double[] weights, double[] global) {
        double[] diff = new double[weights.length];
        for (int i = 0; i < diff.length; i++) {
            diff[i] = weights[i] - global[i];
        }
        return narrow(diff);
    }

    private static double[] widen(ModelVector vector) {
        double[] values = new double[vector.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.get(i);
        }
        return values;
    }

    private static ModelVector narrow(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return ModelVector.adopt(floats);
    }
}
