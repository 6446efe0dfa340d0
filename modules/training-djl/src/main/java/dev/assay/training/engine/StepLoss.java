package dev.assay.training.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import dev.assay.learning.data.Targets;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.training.SitePlan;
import java.util.List;

/** What local training makes small, batch by batch, with the sum of the batches' mean losses so far. */
interface StepLoss {
    /**
     * Leaves the gradient of the batch's mean loss on the weights, and adds that loss to the sum. Gradient mode is off
     * afterwards.
     *
     * @param outputs of the batch
     * @param rows the batch, as indices of the site's rows
     * @param scope the step's
     */
    void backward(PtNDArray outputs, int[] rows, NDManager scope);

    /** The sum over the steps so far. */
    double sum();

    /**
     * @param manager lives as long as the round
     * @param batch the largest number of rows in a batch
     * @throws IllegalArgumentException when the loss, the targets and the network's outputs do not fit each other
     */
    static StepLoss of(NDManager manager, SitePlan plan, int batch) {
        Loss loss = plan.loss();
        Targets targets = plan.rows().targets();
        double smoothing = plan.rule().labelSmoothing();
        if (!loss.takes(targets.kind())) {
            throw new IllegalArgumentException(loss.profileName() + " does not take targets of kind " + targets.kind());
        }
        if (smoothing > 0 && !loss.takesLabelSmoothing()) {
            throw new IllegalArgumentException("label smoothing is " + smoothing + "; " + loss.profileName()
                    + " has no smoothed labels, only 0 fits");
        }
        List<Integer> outputs = plan.network().outputShape();
        int length = targets.kind() == Targets.Kind.TOKENS ? targets.length() : 1;
        loss.problem(targets.kind(), outputs, length).ifPresent(needed -> {
            throw new IllegalArgumentException(plan.network().name() + " has outputs " + outputs + " a row; "
                    + loss.profileName() + " over " + targets + " needs " + needed);
        });
        return loss == Loss.CROSS_ENTROPY
                ? new CrossEntropy(manager, targets, batch, outputs, smoothing)
                : new OneOutputLoss(loss, targets, batch);
    }
}
