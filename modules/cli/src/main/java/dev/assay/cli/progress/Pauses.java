package dev.assay.cli.progress;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What of a campaign pauses, as lines for people: a trouble that stops many at once is told once. Not thread-safe. */
public final class Pauses {
    private static final String ADVICE =
            "; mend that (a full disk: make room; a server or node that is down: start it) and it"
                    + " goes on by itself; Ctrl-C ends ";
    private static final String OVER = "-- goes on";

    private final Map<String, String> reasons = new HashMap<>();
    private final String advice;

    /** @param ctrlC what that ends */
    public Pauses(String ctrlC) {
        this.advice = ADVICE + ctrlC;
    }

    /** @return a line, unless the reason has been told already and still holds */
    public Optional<String> paused(String who, String reason) {
        boolean known = reasons.containsValue(reason);
        reasons.put(who, reason);
        return known ? Optional.empty() : Optional.of("-- paused: " + reason + advice);
    }

    /**
     * All that pauses now.
     *
     * @param now reasons, by who
     * @return a line for each reason that is new, and one when nothing pauses any more
     */
    public List<String> areNow(Map<String, String> now) {
        List<String> lines = new ArrayList<>();
        now.forEach((who, reason) -> paused(who, reason).ifPresent(lines::add));
        Set.copyOf(reasons.keySet()).stream()
                .filter(who -> !now.containsKey(who))
                .forEach(who -> goesOn(who).ifPresent(lines::add));
        return lines;
    }

    /** Whether anything pauses. */
    public boolean areAny() {
        return !reasons.isEmpty();
    }

    /** @return a line, when this was the last that paused */
    public Optional<String> goesOn(String who) {
        boolean paused = reasons.remove(who) != null;
        return paused && reasons.isEmpty() ? Optional.of(OVER) : Optional.empty();
    }
}
