package dev.assay.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.TrainingEngine;
import java.util.List;
import org.assertj.core.data.Percentage;

/** Runs an oracle's strategy on an engine and compares every round and the final model. */
public final class OracleAssertions {
    /** The largest relative error of final weights, and of norms and losses on the way. */
    public static final double TOLERANCE = 1e-4;

    private OracleAssertions() {}

    public static void assertAgrees(StrategyOracle oracle, TrainingEngine engine) {
        FederatedLoop loop = FederatedLoop.of(oracle, engine);
        Percentage tolerance = Percentage.withPercentage(100 * TOLERANCE);
        for (StrategyOracle.Round expected : oracle.expected()) {
            List<Integer> steps = loop.round();
            ModelVector global = loop.server().global();
            String where = oracle + ", round " + (loop.server().roundsDone() - 1);
            assertThat(steps).as(where).isEqualTo(expected.steps());
            assertThat(global.norm()).as(where + ", norm").isCloseTo(expected.norm(), tolerance);
            assertThat(ReferenceEngine.loss(oracle.network(), global, oracle.evaluation()))
                    .as(where + ", loss")
                    .isCloseTo(expected.loss(), tolerance);
            assertThat(engine.evaluate(oracle.network(), global, oracle.evaluation(), Metric.ACCURACY))
                    .as(where + ", accuracy")
                    .isCloseTo(expected.accuracy(), within(1e-12));
        }
        assertThat(relativeError(loop.server().global(), oracle.finalWeights()))
                .as(oracle + ", relative error of the final weights")
                .isLessThanOrEqualTo(TOLERANCE);
    }

    /** The Euclidean norm of the difference by that of what is expected. */
    public static double relativeError(ModelVector actual, List<Double> expected) {
        assertThat(actual.size()).isEqualTo(expected.size());
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.size(); i++) {
            difference += Math.pow(actual.get(i) - expected.get(i), 2);
            norm += Math.pow(expected.get(i), 2);
        }
        return Math.sqrt(difference / norm);
    }
}
