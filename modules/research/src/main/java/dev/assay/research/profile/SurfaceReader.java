package dev.assay.research.profile;

import dev.assay.research.frontmatter.Values;
import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.InvalidKnobValue;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobKind;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.surface.Axis;
import dev.assay.research.surface.Domain;
import dev.assay.research.surface.Domain.Scale;
import dev.assay.research.surface.MutationSurface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the mutation surface of a profile. */
final class SurfaceReader {
    private final Values values;
    private final List<String> architectures;
    private final List<Axis> axes = new ArrayList<>();

    SurfaceReader(Values values, List<String> architectures) {
        this.values = values;
        this.architectures = architectures;
    }

    /** The axes that are sound. */
    MutationSurface read() {
        for (String entry : values.entries("surface")) {
            values.text(entry + ".knob").flatMap(Knob::byKey).ifPresent(knob -> readAxis(entry, knob));
        }
        return new MutationSurface(axes);
    }

    private void readAxis(String entry, Knob knob) {
        List<Aggregator> aggregators = aggregators(entry, knob);
        Optional<Domain> domain = domain(entry, knob);
        for (Axis other : axes) {
            List<String> shared = aggregators.stream()
                    .filter(rule -> other.knob() == knob && other.aggregators().contains(rule))
                    .map(Aggregator::key)
                    .toList();
            if (!shared.isEmpty()) {
                values.problem(
                        entry + ".knob",
                        "there are two axes of " + knob.key() + " under " + String.join(", ", shared)
                                + ", must be at most one");
            }
        }
        if (values.isSound(entry)) {
            double weight = values.number(entry + ".weight").orElse(1.0);
            domain.ifPresent(allowed -> axes.add(new Axis(knob, aggregators, allowed, weight)));
        }
    }

    private List<Aggregator> aggregators(String entry, Knob knob) {
        String key = entry + ".aggregators";
        List<String> possible = knob.aggregators().stream().map(Aggregator::key).toList();
        List<Aggregator> named = new ArrayList<>();
        for (String name : values.texts(key).orElse(possible)) {
            if (possible.contains(name)) {
                named.add(Aggregator.byKey(name).orElseThrow());
            } else {
                values.problem(
                        key,
                        knob.key() + " has no effect under " + name + ", only under " + String.join(", ", possible));
            }
        }
        return named;
    }

    private Optional<Domain> domain(String entry, Knob knob) {
        if (knob.kind() instanceof KnobKind.Choice choice) {
            refuse(entry, List.of("min", "max", "scale", "zero"), knob.key() + " takes names: give choices");
            return choices(entry, knob == Knob.ARCHITECTURE ? architectures : choice.names());
        }
        refuse(entry, List.of("choices"), knob.key() + " takes numbers: give min and max");
        for (String bound : List.of("min", "max")) {
            if (!values.has(entry + "." + bound)) {
                values.problem(entry + "." + bound, "is missing");
            }
            values.number(entry + "." + bound).ifPresent(number -> within(entry + "." + bound, knob));
        }
        Optional<Double> min = values.number(entry + ".min");
        Optional<Double> max = values.number(entry + ".max");
        Scale scale = Arrays.stream(Scale.values())
                .filter(known -> values.text(entry + ".scale").equals(Optional.of(known.key())))
                .findFirst()
                .orElse(Scale.LINEAR);
        boolean zero = values.flag(entry + ".zero").orElse(false);
        if (min.isEmpty() || max.isEmpty()) {
            return Optional.empty();
        }
        if (min.get() >= max.get()) {
            values.problem(
                    entry + ".min",
                    "is " + KnobValue.of(min.get()) + ", must be below max, which is " + KnobValue.of(max.get()));
        }
        if (scale == Scale.LOG && min.get() == 0) {
            values.problem(entry + ".min", "is 0, must be above 0 on a log scale; 'zero: true' adds 0 to the range");
        }
        if (scale == Scale.LOG_COMPLEMENT && max.get() >= 1) {
            values.problem(entry + ".max", "is " + KnobValue.of(max.get()) + ", must be below 1 on this scale");
        }
        return knob.kind() instanceof KnobKind.Whole
                ? whole(entry, min.get(), max.get(), scale)
                : real(entry, knob, min.get(), max.get(), scale, zero);
    }

    private Optional<Domain> whole(String entry, double min, double max, Scale scale) {
        refuse(entry, List.of("zero"), "a whole-number range has no extra 0");
        return Optional.of(new Domain.Whole((int) min, (int) max, scale));
    }

    private Optional<Domain> real(String entry, Knob knob, double min, double max, Scale scale, boolean zero) {
        if (zero && ((KnobKind.Real) knob.kind()).min() > 0) {
            values.problem(entry + ".zero", knob.key() + " cannot be 0");
        }
        return Optional.of(new Domain.Real(min, max, scale, zero));
    }

    private Optional<Domain> choices(String entry, List<String> possible) {
        String key = entry + ".choices";
        if (!values.has(key)) {
            values.problem(key, "is missing");
        }
        Optional<List<String>> names = values.texts(key);
        for (String name : names.orElse(List.of())) {
            if (!possible.isEmpty() && !possible.contains(name)) {
                values.problem(key, "has '" + name + "', must be of " + String.join(", ", possible));
            }
        }
        return names.map(Domain.Choice::new);
    }

    private void within(String key, Knob knob) {
        try {
            KnobValue.parse(knob, values.text(key).orElseThrow());
        } catch (InvalidKnobValue e) {
            values.problem(key, e.getMessage());
        }
    }

    private void refuse(String entry, List<String> keys, String why) {
        for (String key : keys) {
            if (values.has(entry + "." + key)) {
                values.problem(entry + "." + key, "does not belong here: " + why);
            }
        }
    }
}
