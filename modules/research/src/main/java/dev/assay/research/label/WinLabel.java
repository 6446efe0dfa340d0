package dev.assay.research.label;

import dev.assay.research.label.Evidence.Confirmation;
import dev.assay.research.label.Evidence.Confirmed;
import dev.assay.research.label.Evidence.Reached;
import dev.assay.research.label.Evidence.Unmeasured;
import dev.assay.research.program.Arm;
import dev.assay.research.review.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a win is worth, and why. The first of these that holds:
 *
 * <ol>
 *   <li><b>artifact</b>: the confirmation does not carry the gain on fresh seeds and on the hold-out, or failed and so shows nothing;
 *   <li><b>artifact</b>: a trial spends more than the baseline's beyond {@link
 *       dev.assay.research.cost.RelativeCost#TOLERANCE}: the gain was bought;
 *   <li><b>artifact</b>: random search did no worse: blind draws need no idea;
 *   <li><b>tuning</b>: only numbers are changed that the baseline has;
 *   <li><b>tuning</b>: the structure is changed, but scalar tuning reached the gain as well, so nothing shows that the
 *       structure made it;
 *   <li><b>mechanism</b>: the structure is changed, and the gain is beyond what the control arms reached.
 * </ol>
 *
 * "Reached as well" is the keep rule's interval: the win's gain over the arm's best candidate, on the same seeds, is not above
 * 0 with the whole interval. Random search draws from the whole surface, mechanisms included, so for it only the mean counts: a
 * draw that comes near by the same mechanism does not speak against the mechanism; that it came near is said.
 *
 * <p>An arm that judged no candidate, with all its seeds at equal cost, rules nothing out; one that had fewer candidates than
 * the agent rules out less than it could. Both are said, with how many were judged.
 *
 * @param kind the word
 * @param reasons sentences with the numbers; the first one decided
 * @param controlled whether both control arms had their say
 */
public record WinLabel(Kind kind, List<String> reasons, boolean controlled) {
    /** Names are stable: they are in reports. */
    public enum Kind {
        MECHANISM,
        TUNING,
        ARTIFACT;

        /** In reports, for example {@code mechanism}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public WinLabel {
        reasons = List.copyOf(reasons);
    }

    /** The label of a kept candidate. */
    public static WinLabel of(Evidence evidence) {
        List<String> structure = Structure.changes(evidence.baseline(), evidence.recipe());
        List<String> reasons = new ArrayList<>();
        Kind kind = decide(evidence, structure, reasons);
        boolean controlled = evidence.random().isPresent() && evidence.scalar().isPresent();
        if (kind != Kind.ARTIFACT) {
            reasons.addAll(caveats(evidence, kind));
        }
        return new WinLabel(kind, reasons, controlled);
    }

    private static Kind decide(Evidence evidence, List<String> structure, List<String> reasons) {
        Optional<String> notCarried = evidence.confirmation().flatMap(WinLabel::notCarried);
        if (notCarried.isPresent()) {
            reasons.add(notCarried.get());
            return Kind.ARTIFACT;
        }
        List<String> excess = evidence.cost().map(cost -> cost.excess()).orElse(List.of());
        if (!excess.isEmpty()) {
            reasons.add("The gain is bought: a trial spends " + String.join(", ", excess) + ".");
            return Kind.ARTIFACT;
        }
        if (evidence.random().filter(Reached::noWorse).isPresent()) {
            reasons.add(far(Arm.RANDOM, evidence.random().get()) + "; the win's gain over that is "
                    + words(evidence.random().get().beyond()) + ". Blind draws come as far: the gain needs no idea.");
            return Kind.ARTIFACT;
        }
        if (structure.isEmpty()) {
            reasons.add("Only numbers are changed that the baseline has: "
                    + String.join(", ", Structure.numbers(evidence.baseline(), evidence.recipe())) + ".");
            return Kind.TUNING;
        }
        String changes = String.join(", ", structure);
        if (evidence.scalar().filter(Reached::asWell).isPresent()) {
            reasons.add(reached(Arm.SCALAR, evidence.scalar().get()) + ". Nothing shows that the structure (" + changes
                    + ") made the gain.");
            return Kind.TUNING;
        }
        reasons.add("The structure is changed (" + changes + "), and the gain over the baseline is "
                + words(evidence.gain()) + " on the seeds of the search.");
        evidence.scalar().ifPresent(arm -> reasons.add(notReached(Arm.SCALAR, arm)));
        evidence.random().filter(arm -> !arm.asWell()).ifPresent(arm -> reasons.add(notReached(Arm.RANDOM, arm)));
        return Kind.MECHANISM;
    }

    private static Optional<String> notCarried(Confirmation confirmation) {
        if (confirmation instanceof Unmeasured unmeasured) {
            return Optional.of("The gain is not shown to hold: the confirmation failed, " + unmeasured.reason() + ".");
        }
        Confirmed measured = (Confirmed) confirmation;
        return measured.confirmed()
                ? Optional.empty()
                : Optional.of("The gain does not hold: on fresh seeds it is " + words(measured.selection())
                        + ", on the hold-out " + words(measured.holdOut()) + ".");
    }

    /** What the word does not say by itself. */
    private static List<String> caveats(Evidence evidence, Kind kind) {
        List<String> caveats = new ArrayList<>();
        if (kind == Kind.MECHANISM && evidence.scalar().isEmpty()) {
            caveats.add(
                    "Judged by what is changed alone: scalar tuning has no judged candidate, so tuning is not ruled out.");
        }
        List<String> numbers = Structure.numbers(evidence.baseline(), evidence.recipe());
        if (kind == Kind.MECHANISM && !numbers.isEmpty()) {
            caveats.add("Numbers changed too: " + String.join(", ", numbers)
                    + "; what part of the gain is theirs is not known.");
        }
        evidence.step()
                .filter(step -> kind == Kind.MECHANISM
                        && Structure.changes(step.recipe(), evidence.recipe()).isEmpty())
                .ifPresent(step -> caveats.add("Its own step from " + step.parent() + " only moves numbers ("
                        + String.join(", ", Structure.numbers(step.recipe(), evidence.recipe()))
                        + "): that part is tuning."));
        evidence.random()
                .filter(Reached::asWell)
                .ifPresent(arm -> caveats.add(reached(Arm.RANDOM, arm) + ": the search is hardly better than luck."));
        if (evidence.random().isEmpty()) {
            caveats.add("Random search has no judged candidate, so luck is not ruled out.");
        }
        evidence.random()
                .flatMap(arm -> weaker(Arm.RANDOM, arm, evidence.agentCandidates()))
                .ifPresent(caveats::add);
        evidence.scalar()
                .flatMap(arm -> weaker(Arm.SCALAR, arm, evidence.agentCandidates()))
                .ifPresent(caveats::add);
        return caveats;
    }

    /** What an arm had less than the agent, or could not judge. */
    private static Optional<String> weaker(Arm arm, Reached reached, int agent) {
        String had = sentenceCase(arm.words()) + " had " + reached.candidates() + " candidates, " + reached.judged()
                + " of them judged with all seeds at equal cost";
        if (reached.candidates() < agent) {
            return Optional.of(had + ", and the agent " + agent + ": with as many it might reach more.");
        }
        return reached.judged() < reached.candidates() ? Optional.of(had + ".") : Optional.empty();
    }

    private static String reached(Arm arm, Reached reached) {
        return far(arm, reached) + "; the win's gain over that, " + words(reached.beyond())
                + ", is not above 0 with its whole interval";
    }

    private static String notReached(Arm arm, Reached reached) {
        return far(arm, reached) + "; the win gains " + words(reached.beyond()) + " over that.";
    }

    private static String far(Arm arm, Reached reached) {
        return sentenceCase(arm.words())
                + reached.best()
                        .map(best -> " reached " + gain(reached.gain()) + " with " + best)
                        .orElse(" found nothing better than the baseline");
    }

    private static String words(Comparison comparison) {
        return gain(comparison.meanGain()) + " [" + gain(comparison.lower()) + ", " + gain(comparison.upper()) + "]";
    }

    private static String gain(double gain) {
        return String.format(Locale.ROOT, "%+.4f", gain);
    }

    private static String sentenceCase(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
