package dev.assay.learning.aggregation;

import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ServerRule;
import java.util.Optional;

/**
 * What the server keeps from one round to the next: the whole of a checkpoint. All vectors have the same size.
 *
 * @param global the global model
 * @param roundsDone rounds that went into it, 0 at the start
 * @param firstMoment the momentum of FedAvgM or the first moment of FedOpt; empty under every other rule
 * @param secondMoment the second moment of FedOpt; empty under every other rule
 * @param control SCAFFOLD's global control variate; empty under every other rule
 */
public record ServerState(
        ModelVector global,
        int roundsDone,
        Optional<ModelVector> firstMoment,
        Optional<ModelVector> secondMoment,
        Optional<ModelVector> control) {
    public ServerState {
        if (roundsDone < 0) {
            throw new IllegalArgumentException("rounds done must be at least 0, not " + roundsDone);
        }
        requireSize("first moment", firstMoment, global.size());
        requireSize("second moment", secondMoment, global.size());
        requireSize("control variate", control, global.size());
    }

    /** Before the first round: moments and control variates start at zero. */
    public static ServerState initial(ServerRule rule, ModelVector global) {
        boolean first = rule instanceof ServerRule.FedAvgM || rule instanceof ServerRule.FedOpt;
        boolean second = rule instanceof ServerRule.FedOpt;
        boolean control = rule instanceof ServerRule.Scaffold;
        return new ServerState(global, 0, zerosIf(first, global), zerosIf(second, global), zerosIf(control, global));
    }

    /** Whether the moments and control variates are those that the rule keeps. */
    boolean fits(ServerRule rule) {
        ServerState model = initial(rule, ModelVector.zeros(0));
        return firstMoment.isPresent() == model.firstMoment.isPresent()
                && secondMoment.isPresent() == model.secondMoment.isPresent()
                && control.isPresent() == model.control.isPresent();
    }

    private static Optional<ModelVector> zerosIf(boolean needed, ModelVector like) {
        return needed ? Optional.of(ModelVector.zeros(like.size())) : Optional.empty();
    }

    private static void requireSize(String what, Optional<ModelVector> vector, int size) {
        if (vector.isPresent() && vector.get().size() != size) {
            throw new IllegalArgumentException(
                    "the " + what + " has " + vector.get().size() + " values, the global model " + size);
        }
    }
}
