package dev.assay.research.profile;

import dev.assay.research.frontmatter.Values;
import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.InvalidKnobValue;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads knobs of the front matter: of the baseline, or of a change to it. */
final class RecipeReader {
    private final Values values;

    RecipeReader(Values values) {
        this.values = values;
    }

    /**
     * The knobs under {@code key} that are sound. What has no effect is refused, so that nobody believes it had one.
     *
     * @param base the server rule where the knobs name none
     * @param architectures the ones that can be named
     */
    Map<Knob, KnobValue> read(String key, Optional<Aggregator> base, List<String> architectures) {
        Map<Knob, KnobValue> read = new EnumMap<>(Knob.class);
        for (String name : values.keys(key)) {
            String place = key + "." + name;
            Optional<Knob> knob = Knob.byKey(name);
            Optional<String> text = values.text(place);
            if (knob.isPresent() && text.isPresent()) {
                try {
                    read.put(knob.get(), KnobValue.parse(knob.get(), text.get()));
                } catch (InvalidKnobValue e) {
                    values.problem(place, e.getMessage());
                }
            }
        }
        if (values.has(key + ".local_epochs") && values.has(key + ".local_steps")) {
            values.problem(key + ".local_steps", "stands beside local_epochs, must be only one of the two");
        }
        KnobValue architecture = read.get(Knob.ARCHITECTURE);
        if (architecture != null && !architectures.isEmpty() && !architectures.contains(architecture.text())) {
            values.problem(
                    key + ".architecture",
                    "is '" + architecture + "', must be one of " + String.join(", ", architectures));
        }
        Optional<Aggregator> aggregator = Optional.ofNullable(read.get(Knob.AGGREGATOR))
                .flatMap(value -> Aggregator.byKey(value.text()))
                .or(() -> base);
        aggregator.ifPresent(rule -> refuseWithoutEffect(key, read, rule));
        return read;
    }

    private void refuseWithoutEffect(String key, Map<Knob, KnobValue> read, Aggregator rule) {
        for (Knob knob : read.keySet()) {
            if (!knob.appliesTo(rule)) {
                List<String> under =
                        knob.aggregators().stream().map(Aggregator::key).toList();
                values.problem(
                        key + "." + knob.key(),
                        "has no effect under " + rule.key() + ", only under " + String.join(", ", under));
            }
        }
    }
}
