package dev.assay.testkit.oracle;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.ServerRule;
import java.util.List;

/**
 * One strategy on one setting, with what has to come out.
 *
 * @param name file and case
 * @param initial the first global model, in the network's schema order
 * @param sites each site's training rows
 * @param evaluation the rows of the rounds' losses and accuracies
 * @param expected one entry a round
 * @param finalWeights the last global model in schema order
 */
public record StrategyOracle(
        String name,
        Network network,
        ModelVector initial,
        ServerRule serverRule,
        ClientRule clientRule,
        List<Examples> sites,
        Examples evaluation,
        List<Round> expected,
        List<Double> finalWeights) {

    /** What one round has to give: loss, accuracy and Euclidean norm of the new global model, steps of each site. */
    public record Round(double loss, double accuracy, double norm, List<Integer> steps) {}

    public boolean scaffold() {
        return serverRule instanceof ServerRule.Scaffold;
    }

    @Override
    public String toString() {
        return name;
    }
}
