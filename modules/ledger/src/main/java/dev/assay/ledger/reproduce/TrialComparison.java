package dev.assay.ledger.reproduce;

import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A recorded course of a trial against that of its repetition, which may still be under way. Compared are bits: every round's
 * global model and what each site contributed to it, then the end. Not compared are times and costs.
 *
 * @param equalRounds how many rounds are the same, from the first on
 * @param round the first that differs; empty if none does
 * @param differences of that round, or of the end if no round differs; empty when all that both have is the same
 * @param decided whether nothing that is still to come could change the verdict
 * @param caveat why the recorded end may honestly be another one elsewhere; empty where it may not, or nothing differs
 * @param failure why the repetition came to nothing that could be compared, for reasons of this machine; empty if it did not
 */
public record TrialComparison(
        int equalRounds,
        OptionalInt round,
        List<Difference> differences,
        boolean decided,
        Optional<String> caveat,
        Optional<String> failure) {
    /** Ends that follow from more than plan, rows and machine: from time, memory, disk, or nodes that come and go. */
    private static final Set<FailureCode> CIRCUMSTANCES = Set.of(
            FailureCode.TRAINING_FAILED,
            FailureCode.QUORUM_MISSED,
            FailureCode.NO_CLIENTS,
            FailureCode.TASK_UNAVAILABLE,
            FailureCode.STORAGE_FAILED,
            FailureCode.EVALUATION_FAILED,
            FailureCode.NOT_REPRODUCED,
            FailureCode.REFUSED_BY_POLICY);

    /** How the message of {@link FailureCode#COST_EXCEEDED} names the only cap that a clock measures. */
    private static final String CAP_ON_TIME = "max_seconds";

    public TrialComparison {
        differences = List.copyOf(differences);
    }

    /** What a repetition came to. */
    public enum Verdict {
        /** All that the ledger has is the same here. */
        SAME,
        /** Something is not. */
        DIFFERS,
        /** This machine could not finish it; what it finished was the same. */
        NOT_REPEATED
    }

    public static TrialComparison of(TrialCourse recorded, TrialCourse repeated) {
        int both = Math.min(recorded.rounds().size(), repeated.rounds().size());
        for (int round = 0; round < both; round++) {
            List<Difference> differences =
                    ofRounds(recorded.rounds().get(round), repeated.rounds().get(round));
            if (!differences.isEmpty()) {
                return differing(
                        round,
                        OptionalInt.of(round),
                        differences,
                        lateSites(
                                recorded.rounds().get(round), repeated.rounds().get(round)));
            }
        }
        if (recorded.outcome().isEmpty() && both == recorded.rounds().size()) {
            return same(both, true);
        }
        if (repeated.outcome().flatMap(here -> failureHere(recorded, here)).isPresent()) {
            return new TrialComparison(
                    both,
                    OptionalInt.empty(),
                    List.of(),
                    true,
                    Optional.empty(),
                    repeated.outcome().map(TrialComparison::words));
        }
        if (hasRound(recorded, both) && repeated.outcome().isPresent()
                || hasRound(repeated, both) && recorded.outcome().isPresent()) {
            return differing(
                    both,
                    OptionalInt.of(both),
                    List.of(new Difference("round " + both, next(recorded, both), next(repeated, both))),
                    recorded.outcome().flatMap(TrialComparison::circumstance));
        }
        if (repeated.outcome().isEmpty()) {
            return same(both, false);
        }
        TrialOutcome end = recorded.outcome().orElseThrow();
        List<Difference> differences = ofOutcomes(end, repeated.outcome().get());
        return differing(
                both, OptionalInt.empty(), differences, differences.isEmpty() ? Optional.empty() : circumstance(end));
    }

    public Verdict verdict() {
        if (!differences.isEmpty()) {
            return Verdict.DIFFERS;
        }
        return failure.isPresent() ? Verdict.NOT_REPEATED : Verdict.SAME;
    }

    /** The facts in which the machines differ that a trial was recorded and repeated on, as far as they are known. */
    public static List<Difference> ofMachines(TrialCourse recorded, TrialCourse repeated) {
        SortedMap<String, String> there = recorded.facts();
        SortedMap<String, String> here = repeated.facts();
        Set<String> names = new TreeSet<>(there.keySet());
        names.addAll(here.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(there.get(name), here.get(name)))
                .map(name -> new Difference(
                        name, there.getOrDefault(name, "not recorded"), here.getOrDefault(name, "not known")))
                .toList();
    }

    private static TrialComparison same(int equalRounds, boolean decided) {
        return new TrialComparison(
                equalRounds, OptionalInt.empty(), List.of(), decided, Optional.empty(), Optional.empty());
    }

    private static TrialComparison differing(
            int equalRounds, OptionalInt round, List<Difference> differences, Optional<String> caveat) {
        return new TrialComparison(equalRounds, round, differences, true, caveat, Optional.empty());
    }

    private static boolean hasRound(TrialCourse course, int round) {
        return course.rounds().size() > round;
    }

    private static String next(TrialCourse course, int round) {
        return hasRound(course, round)
                ? "model " + course.rounds().get(round).model()
                : course.outcome().map(TrialComparison::words).orElse("none");
    }

    private static List<Difference> ofRounds(RoundCompleted recorded, RoundCompleted repeated) {
        List<Difference> differences = new ArrayList<>();
        compare("model", recorded.model(), repeated.model(), differences);
        SortedMap<Integer, SiteContribution> there = bySite(recorded);
        SortedMap<Integer, SiteContribution> here = bySite(repeated);
        Set<Integer> sites = new TreeSet<>(there.keySet());
        sites.addAll(here.keySet());
        for (int site : sites) {
            compare("site " + site, words(there.get(site)), words(here.get(site)), differences);
        }
        return differences;
    }

    private static SortedMap<Integer, SiteContribution> bySite(RoundCompleted round) {
        SortedMap<Integer, SiteContribution> sites = new TreeMap<>();
        round.sites().forEach(site -> sites.put(site.site(), site));
        return sites;
    }

    private static List<Difference> ofOutcomes(TrialOutcome recorded, TrialOutcome repeated) {
        List<Difference> differences = new ArrayList<>();
        if (recorded instanceof Scored there && repeated instanceof Scored here) {
            compare("score", there.selection(), here.selection(), differences);
            compare("hold-out score", words(there.holdOut()), words(here.holdOut()), differences);
            compare("final model", there.model(), here.model(), differences);
        } else if (!(recorded instanceof Failed there && repeated instanceof Failed here && isSame(there, here))) {
            differences.add(new Difference("end", words(recorded), words(repeated)));
        }
        return differences;
    }

    /** A code that circumstances can lead to says too little: two of it may have nothing to do with each other. */
    private static boolean isSame(Failed recorded, Failed repeated) {
        return recorded.code() == repeated.code()
                && (!CIRCUMSTANCES.contains(recorded.code())
                        || recorded.message().equals(repeated.message()));
    }

    private static void compare(String what, Object recorded, Object repeated, List<Difference> differences) {
        if (!recorded.equals(repeated)) {
            differences.add(new Difference(what, recorded.toString(), repeated.toString()));
        }
    }

    /** Doubles as Java writes them: two texts are equal exactly if their bits are, but for kinds of NaN. */
    private static String words(SiteContribution site) {
        return site == null
                ? "no update taken"
                : site.steps() + " steps, " + site.samples() + " rows, mean loss " + site.meanLoss() + ", norm "
                        + site.norm();
    }

    private static String words(OptionalDouble score) {
        return score.isPresent() ? Double.toString(score.getAsDouble()) : "none";
    }

    private static String words(TrialOutcome outcome) {
        if (outcome instanceof Failed failed) {
            return failed.code() + ": " + failed.message();
        }
        Scored scored = (Scored) outcome;
        return "score " + scored.selection() + " of model " + scored.model();
    }

    /** A round that closed on a quorum depends on who was in time; noise that a site drew itself cannot be drawn again. */
    private static Optional<String> lateSites(RoundCompleted recorded, RoundCompleted repeated) {
        if (recorded.sites().stream().anyMatch(site -> site.protection().isPresent())) {
            return Optional.of(
                    "the policy of sites clipped their updates in this round or added noise of their own, which"
                            + " no seed gives again: such a trial is not reproducible bit by bit");
        }
        return bySite(recorded).keySet().equals(bySite(repeated).keySet())
                ? Optional.empty()
                : Optional.of("not the same sites were in time and sound in this round, which no recipe decides: the"
                        + " difference may be an honest one");
    }

    private static Optional<String> failureHere(TrialCourse recorded, TrialOutcome here) {
        boolean sameEnd = recorded.outcome()
                .map(there -> ofOutcomes(there, here).isEmpty())
                .orElse(false);
        return sameEnd ? Optional.empty() : circumstance(here);
    }

    private static Optional<String> circumstance(TrialOutcome outcome) {
        if (!(outcome instanceof Failed failed)) {
            return Optional.empty();
        }
        if (CIRCUMSTANCES.contains(failed.code())) {
            return Optional.of(
                    failed.code() + " can be due to time, memory, disk or nodes at that moment, which no ledger"
                            + " has: the difference may be an honest one");
        }
        return failed.code() == FailureCode.COST_EXCEEDED && failed.message().contains(CAP_ON_TIME)
                ? Optional.of(
                        "a cap on seconds is measured by the clock of the machine: the difference may be an honest one")
                : Optional.empty();
    }
}
