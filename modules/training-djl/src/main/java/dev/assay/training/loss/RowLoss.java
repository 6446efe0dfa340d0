package dev.assay.training.loss;

import dev.assay.learning.data.Targets;
import dev.assay.learning.loss.Loss;

/**
 * A loss of one output a row. There are so few outputs that it is computed in double precision here, not by the engine. It
 * never looks for values that are not finite: they come out as such.
 */
public interface RowLoss {
    /**
     * @param outputs one for each row of the batch
     * @param targets of all rows
     * @param rows which of them the batch has
     * @param gradient receives the derivative of the mean loss by each output
     * @return the mean loss over the batch
     * @throws IllegalArgumentException when a target is none that the loss can take
     */
    double meanAndGradient(float[] outputs, Targets targets, int[] rows, float[] gradient);

    /** The formula of a loss that has one output a row; cross entropy over classes has more, and is no such loss. */
    static RowLoss of(Loss loss) {
        return switch (loss) {
            case BINARY_CROSS_ENTROPY -> new BinaryCrossEntropy();
            case COX -> new CoxPartialLikelihood();
            case SQUARED_ERROR -> new SquaredError();
            case CROSS_ENTROPY -> throw new IllegalArgumentException(loss.profileName() + " has an output a class");
        };
    }
}
