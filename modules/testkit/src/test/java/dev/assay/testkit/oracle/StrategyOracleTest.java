package dev.assay.testkit.oracle;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrategyOracleTest {
    static List<StrategyOracle> oracles() {
        return StrategyOracles.all();
    }

    @ParameterizedTest
    @MethodSource("oracles")
    void agreesWithTheOracleInEveryRound(StrategyOracle oracle) {
        OracleAssertions.assertAgrees(oracle, new ReferenceEngine());
    }
}
