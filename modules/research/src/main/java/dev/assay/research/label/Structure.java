package dev.assay.research.label;

import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobKind;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe is made of, apart from its numbers. A change is structural when it names something else (server rule,
 * weighting of the sites, bias correction of the server rule, architecture), switches a term or a schedule on or off (proximal
 * term, clipping, label smoothing, momentum of sites or server, weight decay, cosine schedule), or counts local work in another
 * way. Everything else moves a number that was there before.
 */
public final class Structure {
    private Structure() {}

    /** The structural changes between two recipes, each in words; none when only numbers differ. */
    public static List<String> changes(Recipe from, Recipe to) {
        List<String> changes = new ArrayList<>();
        boolean sameRule = from.aggregator() == to.aggregator();
        for (Knob knob : Knob.values()) {
            // Another server rule brings its own knobs along: the rule is the change, once.
            if (knob.belongsToRule() && !sameRule) {
                continue;
            }
            change(from, to, knob).ifPresent(changes::add);
        }
        return List.copyOf(changes);
    }

    private static Optional<String> change(Recipe from, Recipe to, Knob knob) {
        if (knob.kind() instanceof KnobKind.Choice) {
            return from.value(knob).equals(to.value(knob))
                    ? Optional.empty()
                    : to.value(knob).map(value -> knob.key() + "=" + value);
        }
        if (from.uses(knob) == to.uses(knob)) {
            return Optional.empty();
        }
        if (knob.isLocalMode()) {
            return to.value(knob).map(value -> knob.key() + " instead of " + other(knob));
        }
        return Optional.of(knob.key() + (to.uses(knob) ? " switched on" : " switched off"));
    }

    private static String other(Knob mode) {
        return (mode == Knob.LOCAL_STEPS ? Knob.LOCAL_EPOCHS : Knob.LOCAL_STEPS).key();
    }

    /** The numbers that differ and mean the same in both recipes, in words: those of a server rule only under that rule. */
    static List<String> numbers(Recipe from, Recipe to) {
        List<String> numbers = new ArrayList<>();
        boolean sameRule = from.aggregator() == to.aggregator();
        to.values().forEach((knob, value) -> {
            Optional<KnobValue> before = from.value(knob);
            boolean number = !(knob.kind() instanceof KnobKind.Choice) && (sameRule || !knob.belongsToRule());
            if (number && from.uses(knob) && to.uses(knob) && !before.equals(Optional.of(value))) {
                numbers.add(knob.key() + "=" + value);
            }
        });
        return List.copyOf(numbers);
    }
}
