package dev.assay.ledger.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.history.TestingRecipes;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialState.RecordedRefusal;
import dev.assay.ledger.trial.TrialState.Running;
import dev.assay.research.cost.Cost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TrialStatePropertyTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Cost OF_A_ROUND = new Cost(10, 2, 300, 400, 0.5);
    private static final TrialStarted START = new TrialStarted(
            NOW,
            new TrialPlan("t", "c", "c001", TestingRecipes.ALL.get(1), 7, false),
            List.of("a", "b"),
            "test",
            new TreeMap<>());

    /** Refusals of few rounds, sites and codes, so that some come twice; rounds are completed between them. */
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aRunningTrialKnowsItsRefusalsAndRoundsAtEveryPoint(@ForAll("refusals") List<Optional<UpdateRefused>> steps) {
        List<Running> states = new ArrayList<>(List.of((Running) TrialState.EMPTY.apply(START)));
        for (Optional<UpdateRefused> step : steps) {
            Running before = states.get(states.size() - 1);
            states.add((Running) before.apply(step.isPresent() ? step.get() : round(before.roundsDone())));
        }

        Set<RecordedRefusal> refused = new HashSet<>();
        int rounds = 0;
        assertThat(states.get(0).refusals()).isEmpty();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).isPresent()) {
                UpdateRefused event = steps.get(i).get();
                refused.add(new RecordedRefusal(event.round(), event.site(), event.code()));
            } else {
                rounds++;
            }
            Running state = states.get(i + 1);
            assertThat(state.refusals()).isEqualTo(refused);
            assertThat(state.roundsDone()).isEqualTo(rounds);
            assertThat(state.cost().bytesUp()).isEqualTo(rounds * OF_A_ROUND.bytesUp());
            assertThat(state.checkpoint()).isEqualTo(rounds == 0 ? Optional.empty() : Optional.of(checkpoint(rounds)));
        }
    }

    @Provide
    Arbitrary<List<Optional<UpdateRefused>>> refusals() {
        Arbitrary<UpdateRefused> refusal = Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(-1, 2),
                        Arbitraries.of("LATE", "NOT_FINITE"))
                .as((round, site, code) -> new UpdateRefused(NOW, round, site, code, "why"));
        return refusal.optional(0.7).list().ofMaxSize(60);
    }

    private static RoundCompleted round(int round) {
        return new RoundCompleted(
                NOW, round, Digest.ofText("model " + round), checkpoint(round + 1), List.of(), OF_A_ROUND);
    }

    private static Digest checkpoint(int roundsDone) {
        return Digest.ofText("checkpoint " + roundsDone);
    }
}
