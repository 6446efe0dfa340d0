package dev.assay.learning.loss;

import dev.assay.learning.data.Targets;
import java.util.Arrays;
import java.util.Set;

/** What local training makes small. */
public enum Loss {
    /** Softmax cross entropy over one output a class, averaged over the rows, or over the positions that have a token. */
    CROSS_ENTROPY("cross_entropy", Targets.Kind.CLASS, Targets.Kind.TOKENS),
    /** Sigmoid cross entropy of one output, whose target is class 0 or 1, averaged over the rows. */
    BINARY_CROSS_ENTROPY("binary_cross_entropy", Targets.Kind.CLASS),
    /**
     * Minus Cox's log partial likelihood of one output, the log risk (Cox 1972; Breslow's form): with the rows of a batch
     * sorted by falling time, equal times in the batch's order, the mean over all rows of {@code event_i * (log sum_{j <= i}
     * exp(output_j) - output_i)}. A batch without events has loss 0 and gradient 0.
     */
    COX("cox", Targets.Kind.SURVIVAL),
    /** The squared difference of one output, averaged over the rows. */
    SQUARED_ERROR("squared_error", Targets.Kind.VALUE);

    private final String profileName;
    private final Set<Targets.Kind> targets;

    Loss(String profileName, Targets.Kind... targets) {
        this.profileName = profileName;
        this.targets = Set.copyOf(Arrays.asList(targets));
    }

    /** The name in profiles. */
    public String profileName() {
        return profileName;
    }

    /** Whether rows with such targets can be trained by it. */
    public boolean takes(Targets.Kind kind) {
        return targets.contains(kind);
    }

    /**
     * Whether label smoothing means something to it. Under every other loss a smoothing above 0 is a mistake, which engines
     * refuse.
     */
    public boolean takesLabelSmoothing() {
        return this == CROSS_ENTROPY;
    }

    /** The outputs that a network needs a row (or position), where there are so many classes. */
    public int outputs(int classes) {
        return this == CROSS_ENTROPY ? classes : 1;
    }
}
