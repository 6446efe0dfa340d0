package dev.assay.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.report.Report;
import dev.assay.ledger.report.Report.ArmSummary;
import dev.assay.research.cost.Cost;
import dev.assay.research.label.WinLabel;
import dev.assay.research.label.WinLabel.Kind;
import dev.assay.research.program.Arm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static Report report(Kind kind, int agent, int random, int scalar) {
        return new Report(
                new Report.Run(
                        "c",
                        "digits",
                        "accuracy",
                        Direction.MAXIMIZE,
                        1,
                        16,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        new TreeMap<>(),
                        "",
                        List.of(),
                        Optional.empty()),
                new Report.Ending(true, "done", Optional.empty()),
                Report.Conclusion.UNCONFIRMED,
                Optional.of(new Report.Headline(2, 0.8, 0.9, 0.1, Optional.empty(), Optional.empty())),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                Cost.NONE,
                List.of(arm(Arm.AGENT, agent), arm(Arm.RANDOM, random), arm(Arm.SCALAR, scalar)),
                new TreeMap<>(Map.of(2, new WinLabel(kind, List.of("It decided.", "It is besides."), true))),
                new TreeMap<>());
    }

    private static ArmSummary arm(Arm arm, int candidates) {
        return new ArmSummary(arm, candidates, candidates, Cost.NONE, 0, Optional.empty());
    }

    @Test
    void wordIsShownWithWhatDecidedAndWithArmsThatHadLess() {
        assertThat(Summary.worth(report(Kind.MECHANISM, 16, 4, 3)))
                .containsExactly(
                        "label     mechanism: It decided.",
                        "caveat    random search had 4 and scalar tuning had 3 candidates, the agent 16: with as many"
                                + " more might be reached");
        assertThat(Summary.worth(report(Kind.TUNING, 16, 16, 4)))
                .last()
                .asString()
                .startsWith("caveat    scalar tuning had 4 candidates, the agent 16");
    }

    @Test
    void wordStandsAloneWhereTheArmsHadAsManyOrNoneOfItRestsOnThem() {
        assertThat(Summary.worth(report(Kind.MECHANISM, 16, 16, 16)))
                .containsExactly("label     mechanism: It decided.");
        assertThat(Summary.worth(report(Kind.ARTIFACT, 16, 4, 4))).containsExactly("label     artifact: It decided.");
    }
}
