package dev.assay.learning.strategy;

import java.util.OptionalDouble;

/**
 * What a site does in one round: SGD as PyTorch defines it. The momentum buffer and the schedule live on across rounds, the
 * weights are replaced by the global model at each round's start.
 *
 * @param compute epochs or steps a round
 * @param batchSize rows a step, at least 1
 * @param lr learning rate at the schedule's start
 * @param cosineEtaMin the schedule falls along a cosine from {@code lr} to {@code lr * cosineEtaMin} over all rounds, one
 *     unit an epoch (or, in steps mode, a step); empty = constant
 * @param momentum of the buffer; 0 = none
 * @param weightDecay added to the gradient as {@code weightDecay * w}
 * @param proximalMu FedProx: adds {@code mu * (w - w_global)} to the gradient (Li et al. 2020, equation 2); 0 = FedAvg
 * @param clipNorm the gradient's Euclidean norm is cut to this before weight decay and momentum; empty = no clipping
 * @param labelSmoothing share of the target's mass that is spread evenly over all classes, 0 to below 1
 */
public record ClientRule(
        LocalCompute compute,
        int batchSize,
        double lr,
        OptionalDouble cosineEtaMin,
        double momentum,
        double weightDecay,
        double proximalMu,
        OptionalDouble clipNorm,
        double labelSmoothing) {
    public ClientRule {
        require(batchSize >= 1, "batch size", batchSize, "at least 1");
        require(lr > 0 && Double.isFinite(lr), "lr", lr, "above 0");
        double etaMin = cosineEtaMin.orElse(1);
        require(etaMin >= 0 && etaMin <= 1, "cosine eta min", etaMin, "0 to 1");
        require(momentum >= 0 && momentum < 1, "momentum", momentum, "at least 0 and below 1");
        require(weightDecay >= 0 && Double.isFinite(weightDecay), "weight decay", weightDecay, "at least 0");
        require(proximalMu >= 0 && Double.isFinite(proximalMu), "proximal mu", proximalMu, "at least 0");
        double clip = clipNorm.orElse(1);
        require(clip > 0 && Double.isFinite(clip), "clip norm", clip, "above 0");
        require(labelSmoothing >= 0 && labelSmoothing < 1, "label smoothing", labelSmoothing, "at least 0 and below 1");
    }

    private static void require(boolean allowed, String what, double value, String limit) {
        if (!allowed) {
            throw new IllegalArgumentException(what + " must be " + limit + ", not " + value);
        }
    }
}
