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
        double labelSmoothing) {}
