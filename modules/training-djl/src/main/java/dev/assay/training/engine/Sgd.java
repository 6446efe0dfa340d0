package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ClientRule;
import java.util.Optional;

/**
 * SGD as PyTorch defines it, on the flat vectors of one site in one round: {@code g += mu * (w - w_global)}; g cut to the clip
 * norm; {@code g += decay * w}; {@code buffer = momentum * buffer + g}, at first {@code buffer = g}; {@code w -= lr * buffer};
 * under SCAFFOLD {@code w -= lr * (c_global - c_local)}.
 */
final class Sgd {
    /** PyTorch's clip_grad_norm_ divides by the norm plus this. */
    private static final double CLIP_EPSILON = 1e-6;

    private final ClientRule rule;
    private final PtNDArray weights;
    private final NDArray global;
    private final Optional<NDArray> drift;
    private final NDArray momentumFactor;
    private Optional<NDArray> momentum;
    private double rate = Double.NaN;
    private NDArray rateFactor;

    /**
     * @param weights flat leaf that requires a gradient
     * @param global the round's start
     * @param drift SCAFFOLD: global minus local control variate
     */
    Sgd(ClientRule rule, PtNDArray weights, NDArray global, Optional<NDArray> drift, Optional<NDArray> momentum) {
        this.rule = rule;
        this.weights = weights;
        this.global = global;
        this.drift = drift;
        this.momentumFactor = weights.getManager().create(rule.momentum());
        this.momentum = momentum;
    }

    /** Uses the gradient that the backward pass left on the weights, and clears it; gradient mode must be off. */
    void step(double lr, NDManager scope) {
        setRate(lr);
        NDArray gradient = in(scope, JniUtils.getGradient(weights));
        descend(direction(gradient, scope), scope);
        drift.ifPresent(correction -> descend(correction, scope));
        JniUtils.zeroGrad(weights);
    }

    Optional<ModelVector> momentum() {
        return momentum.map(buffer -> ModelVector.adopt(buffer.toFloatArray()));
    }

    private NDArray direction(NDArray gradient, NDManager scope) {
        if (rule.proximalMu() > 0) {
            gradient.addi(in(scope, weights.sub(global)).muli(rule.proximalMu()));
        }
        rule.clipNorm().ifPresent(limit -> clip(gradient, limit));
        if (rule.weightDecay() > 0) {
            gradient.addi(in(scope, weights.mul(rule.weightDecay())));
        }
        if (rule.momentum() == 0) {
            return gradient;
        }
        if (momentum.isPresent()) {
            momentum.get().muli(momentumFactor).addi(gradient);
        } else {
            NDArray buffer = gradient.duplicate();
            buffer.attach(weights.getManager());
            momentum = Optional.of(buffer);
        }
        return momentum.get();
    }

    private void descend(NDArray direction, NDManager scope) {
        weights.subi(in(scope, direction.mul(rateFactor)));
    }

    /** A number becomes a tensor each time it meets one, which costs as much as an operation: so it is kept as one. */
    private void setRate(double lr) {
        if (lr != rate) {
            if (rateFactor != null) {
                rateFactor.close();
            }
            rate = lr;
            rateFactor = weights.getManager().create(lr);
        }
    }

    private static void clip(NDArray gradient, double limit) {
        double norm = norm(gradient);
        double factor = limit / (norm + CLIP_EPSILON);
        if (factor < 1) {
            gradient.muli(factor);
        }
    }

    private static double norm(NDArray gradient) {
        try (NDArray squares = gradient.square();
                NDArray sum = squares.sum()) {
            return Math.sqrt(sum.getFloat());
        }
    }

    private static NDArray in(NDManager scope, NDArray array) {
        array.attach(scope);
        return array;
    }
}
