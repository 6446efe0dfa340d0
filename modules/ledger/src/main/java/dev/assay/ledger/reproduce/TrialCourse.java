package dev.assay.ledger.reproduce;

import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a trial went: what its events say, as far as it is a function of plan, rows and machine. Refused updates are not.
 *
 * @param start empty when it could not start
 * @param rounds in their order, from 0
 * @param outcome empty while it has not ended
 */
public record TrialCourse(Optional<TrialStarted> start, List<RoundCompleted> rounds, Optional<TrialOutcome> outcome) {
    private static final String ENGINE = "engine";

    public TrialCourse {
        rounds = List.copyOf(rounds);
    }

    /** @param events of one trial, in their order */
    public static TrialCourse of(List<TrialEvent> events) {
        Optional<TrialStarted> start = Optional.empty();
        List<RoundCompleted> rounds = new ArrayList<>();
        Optional<TrialOutcome> outcome = Optional.empty();
        for (TrialEvent event : events) {
            if (event instanceof TrialStarted started) {
                start = Optional.of(started);
            } else if (event instanceof RoundCompleted round) {
                rounds.add(round);
            } else if (event instanceof TrialEnded ended) {
                outcome = Optional.of(ended.outcome());
            }
        }
        return new TrialCourse(start, rounds, outcome);
    }

    /** Whether there is anything that another course could be compared with. */
    public boolean isEmpty() {
        return rounds.isEmpty() && outcome.isEmpty();
    }

    /** The facts that bits can depend on, by name: those of the machine, and the engine; none when it could not start. */
    public SortedMap<String, String> facts() {
        if (start.isEmpty()) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, String> facts = new TreeMap<>(start.get().machine());
        facts.put(ENGINE, start.get().engine());
        return facts;
    }
}
