package dev.assay.training.engine;

import dev.assay.testkit.oracle.OracleAssertions;
import dev.assay.testkit.oracle.StrategyOracle;
import dev.assay.testkit.oracle.StrategyOracles;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrategyOracleTest {
    private static final DjlTrainingEngine ENGINE = DjlTrainingEngine.onCpu();

    static List<StrategyOracle> oracles() {
        return StrategyOracles.all();
    }

    @ParameterizedTest
    @MethodSource("oracles")
    void agreesWithTheOracleInEveryRound(StrategyOracle oracle) {
        OracleAssertions.assertAgrees(oracle, ENGINE);
    }
}
