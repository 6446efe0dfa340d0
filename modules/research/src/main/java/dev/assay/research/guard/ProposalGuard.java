package dev.assay.research.guard;

import dev.assay.learning.digest.Digest;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.InvalidKnobValue;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.Axis;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps scores comparable: refuses, before anything is trained, what leaves the task's mutation surface or caps, or was tried
 * already. Pure; all violations at once.
 */
public final class ProposalGuard {
    private ProposalGuard() {}

    /**
     * Checks a recipe.
     *
     * @param earlier digests of the recipes that the campaign has proposed, the baseline's included
     * @return nothing when the recipe may be tried
     */
    public static List<Violation> check(Profile profile, Recipe recipe, Set<Digest> earlier) {
        List<Violation> violations = new ArrayList<>();
        recipe.values().forEach((knob, value) -> violations.addAll(change(profile, recipe, knob, value)));
        violations.addAll(parameters(profile, recipe));
        violations.addAll(cost(profile, recipe));
        if (earlier.contains(recipe.digest())) {
            violations.add(new Violation("recipe", recipe.digest().brief(), "different from every earlier candidate"));
        }
        return List.copyOf(violations);
    }

    /**
     * Checks a change that somebody outside has written: knobs by their keys, values in any spelling.
     *
     * @param parent the recipe that is changed
     * @return the recipe, or the reasons why there is none
     */
    public static Screened screen(Profile profile, Recipe parent, Map<String, String> change, Set<Digest> earlier) {
        List<Violation> violations = new ArrayList<>();
        Map<Knob, KnobValue> read = new EnumMap<>(Knob.class);
        change.forEach((key, text) -> {
            Optional<Knob> knob = Knob.byKey(key);
            if (knob.isEmpty()) {
                violations.add(new Violation(key, text, "a knob of the mutation surface: " + knobs(profile)));
                return;
            }
            try {
                read.put(knob.get(), KnobValue.parse(knob.get(), text));
            } catch (InvalidKnobValue e) {
                violations.add(new Violation(key, text, e.limit()));
            }
        });
        if (change.containsKey(Knob.LOCAL_EPOCHS.key()) && change.containsKey(Knob.LOCAL_STEPS.key())) {
            violations.add(new Violation(
                    Knob.LOCAL_STEPS.key(), change.get(Knob.LOCAL_STEPS.key()), "absent where local_epochs is given"));
            read.remove(Knob.LOCAL_STEPS);
        }
        Recipe recipe = parent.with(read, profile.baseline());
        read.keySet().stream()
                .filter(knob -> !knob.appliesTo(recipe.aggregator()))
                .forEach(knob -> violations.add(new Violation(
                        knob.key(),
                        read.get(knob).text(),
                        "absent: it has no effect under " + recipe.aggregator().key())));
        // What could not be read is left out of the recipe, which then is no measure of what was tried.
        violations.addAll(check(profile, recipe, violations.isEmpty() ? earlier : Set.of()));
        return violations.isEmpty()
                ? new Screened(Optional.of(recipe), List.of())
                : new Screened(Optional.empty(), violations);
    }

    private static String knobs(Profile profile) {
        return String.join(
                ", ",
                profile.surface().axes().stream()
                        .map(axis -> axis.knob().key())
                        .distinct()
                        .toList());
    }

    /**
     * A knob may have the baseline's value, or one on its axis; without an axis and in the baseline absent, the neutral one.
     * The baseline's value of a knob that belongs to a server rule counts only under the baseline's own rule.
     */
    private static List<Violation> change(Profile profile, Recipe recipe, Knob knob, KnobValue value) {
        if (knob == Knob.LABEL_SMOOTHING && !profile.loss().takesLabelSmoothing()) {
            return smoothing(profile, value);
        }
        boolean foreign = knob.belongsToRule()
                && recipe.aggregator() != profile.baseline().aggregator();
        Optional<KnobValue> base =
                foreign ? Optional.empty() : profile.baseline().value(knob);
        Optional<Axis> axis = profile.surface().axis(knob, recipe.aggregator());
        if (base.equals(Optional.of(value))) {
            return List.of();
        }
        if (axis.isPresent()) {
            return axis.get().domain().contains(value)
                    ? List.of()
                    : List.of(new Violation(
                            knob.key(), value.text(), axis.get().domain().allowed()));
        }
        Optional<KnobValue> fixed = base.or(() -> knob.neutral(recipe.aggregator()));
        if (fixed.equals(Optional.of(value))) {
            return List.of();
        }
        String limit = fixed.map(only -> only + ": it is not on the mutation surface")
                .orElse("absent: it is not on the mutation surface");
        return List.of(new Violation(knob.key(), value.text(), limit));
    }

    /** Whatever the surface says: the loss has nothing to smooth. */
    private static List<Violation> smoothing(Profile profile, KnobValue value) {
        return value.number() == 0
                ? List.of()
                : List.of(new Violation(
                        Knob.LABEL_SMOOTHING.key(),
                        value.text(),
                        "0: the loss " + profile.loss().profileName() + " smooths no labels"));
    }

    private static List<Violation> parameters(Profile profile, Recipe recipe) {
        if (!profile.architectures().containsKey(recipe.architecture())) {
            return List.of(new Violation(
                    Knob.ARCHITECTURE.key(),
                    recipe.architecture(),
                    "one of " + String.join(", ", profile.architectures().keySet())));
        }
        int size = profile.network(recipe).schema().size();
        return size <= profile.maxParameters()
                ? List.of()
                : List.of(new Violation("parameters", String.valueOf(size), "at most " + profile.maxParameters()));
    }

    /** The violations of the profile's cost caps, as far as they can be told before the data are read. */
    public static List<Violation> cost(Profile profile, Recipe recipe) {
        return CostGuard.check(profile.caps(), CostGuard.planned(profile, recipe), profile.nominalTrainingRows());
    }
}
