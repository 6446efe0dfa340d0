package dev.assay.learning.aggregation;

import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ServerRule;
import dev.assay.learning.strategy.ServerRule.FedAvgM;
import dev.assay.learning.strategy.ServerRule.FedOpt;
import java.util.Optional;

/**
 * The server rule's step from one state to the next, block by block. Each coordinate is computed in double precision and
 * kept as a float, because states are checkpointed.
 */
abstract class ServerStep {
    private final ServerState before;
    private final float[] global;
    private final Optional<float[]> firstMoment;
    private final Optional<float[]> secondMoment;

    private ServerStep(ServerState before) {
        this.before = before;
        this.global = before.global().toArray();
        this.firstMoment = before.firstMoment().map(ModelVector::toArray);
        this.secondMoment = before.secondMoment().map(ModelVector::toArray);
    }

    static ServerStep of(ServerRule rule, ServerState before) {
        if (rule instanceof FedAvgM momentum) {
            return new Momentum(momentum, before);
        }
        if (rule instanceof FedOpt adaptive) {
            return new AdaptiveStep(adaptive, before);
        }
        return new Plain(before);
    }

    /** Takes the sites' common change of {@code length} coordinates from index {@code from} on. */
    abstract void apply(int from, double[] change, int length);

    final ServerState finish(Optional<ModelVector> control) {
        return new ServerState(
                ModelVector.adopt(global),
                before.roundsDone() + 1,
                firstMoment.map(ModelVector::adopt),
                secondMoment.map(ModelVector::adopt),
                control);
    }

    /** {@code w += change}. */
    private static final class Plain extends ServerStep {
        private final float[] weights;

        Plain(ServerState before) {
            super(before);
            this.weights = super.global;
        }

        @Override
        void apply(int from, double[] change, int length) {
            for (int i = 0; i < length; i++) {
                weights[from + i] = (float) (weights[from + i] + change[i]);
            }
        }
    }

    private static final class Momentum extends ServerStep {
        private final FedAvgM rule;
        private final float[] weights;
        private final float[] velocity;

        Momentum(FedAvgM rule, ServerState before) {
            super(before);
            this.rule = rule;
            this.weights = super.global;
            this.velocity = super.firstMoment.orElseThrow();
        }

        @Override
        void apply(int from, double[] change, int length) {
            for (int i = 0; i < length; i++) {
                double v = rule.momentum() * velocity[from + i] + change[i];
                velocity[from + i] = (float) v;
                weights[from + i] = (float) (weights[from + i] + rule.lr() * v);
            }
        }
    }

    private static final class AdaptiveStep extends ServerStep {
        private final FedOpt rule;
        private final float[] weights;
        private final float[] first;
        private final float[] second;
        private final double firstCorrection;
        private final double secondCorrection;

        AdaptiveStep(FedOpt rule, ServerState before) {
            super(before);
            this.rule = rule;
            this.weights = super.global;
            this.first = super.firstMoment.orElseThrow();
            this.second = super.secondMoment.orElseThrow();
            int round = before.roundsDone() + 1;
            // Adagrad's second moment is a sum, which starts at its true value.
            boolean sum = rule.adaptive() == ServerRule.Adaptive.ADAGRAD;
            this.firstCorrection = rule.biasCorrection() ? 1 - StrictMath.pow(rule.beta1(), round) : 1;
            this.secondCorrection = rule.biasCorrection() && !sum ? 1 - StrictMath.pow(rule.beta2(), round) : 1;
        }

        @Override
        void apply(int from, double[] change, int length) {
            for (int i = 0; i < length; i++) {
                int at = from + i;
                double m = rule.beta1() * first[at] + (1 - rule.beta1()) * change[i];
                double v = secondMoment(second[at], change[i] * change[i]);
                first[at] = (float) m;
                second[at] = (float) v;
                double step = m / firstCorrection / (Math.sqrt(v / secondCorrection) + rule.tau());
                weights[at] = (float) (weights[at] + rule.lr() * step);
            }
        }

        private double secondMoment(double v, double square) {
            return switch (rule.adaptive()) {
                case ADAM -> rule.beta2() * v + (1 - rule.beta2()) * square;
                case YOGI -> v - (1 - rule.beta2()) * square * Math.signum(v - square);
                case ADAGRAD -> v + square;
            };
        }
    }
}
