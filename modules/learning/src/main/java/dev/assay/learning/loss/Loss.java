package dev.assay.learning.loss;

import dev.assay.learning.data.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    /**
     * What a network's outputs a row must be, in words; empty when they are.
     *
     * @param outputShape of the network, without the batch dimension
     * @param length positions of a row of tokens; without meaning for other targets
     */
    public Optional<String> problem(Targets.Kind kind, List<Integer> outputShape, int length) {
        if (kind == Targets.Kind.TOKENS) {
            boolean fits = outputShape.size() == 2 && outputShape.get(0) == length;
            return fits ? Optional.empty() : Optional.of("[" + length + ", tokens]");
        }
        boolean fits = outputShape.size() == 1 && (this == CROSS_ENTROPY || outputShape.get(0) == 1);
        return fits ? Optional.empty() : Optional.of(this == CROSS_ENTROPY ? "[classes]" : "[1]");
    }

    /** The outputs that a network needs a row (or position), where there are so many classes. */
    public int outputs(int classes) {
        return this == CROSS_ENTROPY ? classes : 1;
    }
}
