package dev.assay.research.recipe;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.strategy.ServerRule;
import dev.assay.learning.strategy.ServerRule.Adaptive;
import dev.assay.learning.strategy.Weighting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A complete federated strategy: server rule, client rule, hyper-parameters, architecture. Normalised: every knob that has an
 * effect under the recipe's server rule has a value, no other knob is in it, and exactly one local mode is; so spellings of
 * the same values are equal and have one {@link #digest()}.
 */
public final class Recipe {
    private static final String HEADER = "assay.recipe.v1";
    private static final Set<Knob> LATER_KNOBS = EnumSet.of(Knob.WEIGHTING, Knob.BIAS_CORRECTION);

    private final SortedMap<Knob, KnobValue> values;

    private Recipe(SortedMap<Knob, KnobValue> values) {
        this.values = Collections.unmodifiableSortedMap(values);
    }

    /**
     * Completes the values with neutral ones and normalises. Values of knobs that do not apply are dropped.
     *
     * @throws InvalidRecipe when the architecture is missing, or not exactly one local mode is given
     */
    public static Recipe of(Map<Knob, KnobValue> given) throws InvalidRecipe {
        List<String> problems = new ArrayList<>();
        if (!given.containsKey(Knob.ARCHITECTURE)) {
            problems.add("architecture is missing");
        }
        if (given.containsKey(Knob.LOCAL_EPOCHS) == given.containsKey(Knob.LOCAL_STEPS)) {
            problems.add("must have exactly one of local_epochs and local_steps");
        }
        if (!problems.isEmpty()) {
            throw new InvalidRecipe(problems);
        }
        return normalised(given);
    }

    private static Recipe normalised(Map<Knob, KnobValue> given) {
        KnobValue named = given.get(Knob.AGGREGATOR);
        Aggregator aggregator = named == null
                ? Aggregator.FEDAVG
                : Aggregator.byKey(named.text()).orElseThrow();
        SortedMap<Knob, KnobValue> values = new TreeMap<>();
        for (Knob knob : Knob.values()) {
            if (knob.appliesTo(aggregator)) {
                Optional.ofNullable(given.get(knob))
                        .or(() -> knob.neutral(aggregator))
                        .ifPresent(value -> values.put(knob, value));
            }
        }
        if (values.containsKey(Knob.LOCAL_STEPS)) {
            // Where every site takes as many steps, weighing by steps and weighing all alike are one mean.
            values.computeIfPresent(
                    Knob.WEIGHTING,
                    (knob, value) -> value.text().equals(Weighting.SITES.key())
                            ? knob.neutral(aggregator).orElseThrow()
                            : value);
        }
        return new Recipe(values);
    }

    /** Reads what {@link #canonical()} wrote, and nothing else. */
    public static Recipe parse(String canonical) {
        Map<Knob, KnobValue> given = new EnumMap<>(Knob.class);
        canonical.lines().skip(1).forEach(line -> {
            int equals = line.indexOf('=');
            Knob knob = Knob.byKey(line.substring(0, Math.max(equals, 0)))
                    .orElseThrow(() -> new IllegalArgumentException("not a line of a recipe: '" + line + "'"));
            given.put(knob, KnobValue.parse(knob, line.substring(equals + 1)));
        });
        try {
            Recipe recipe = of(given);
            if (!recipe.canonical().equals(canonical)) {
                throw new IllegalArgumentException("not a canonical recipe:\n" + canonical);
            }
            return recipe;
        } catch (InvalidRecipe e) {
            throw new IllegalArgumentException("not a canonical recipe: " + e.getMessage(), e);
        }
    }

    /**
     * A header line, then one {@code key=value} line a knob in the order of {@link Knob}. Knobs that recipes did not have at
     * first are left out while they are neutral, because a recorded recipe must keep its digest.
     */
    public String canonical() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        values.forEach((knob, value) -> {
            if (isWritten(knob, value)) {
                text.append(knob.key()).append('=').append(value).append('\n');
            }
        });
        return text.toString();
    }

    private boolean isWritten(Knob knob, KnobValue value) {
        return !LATER_KNOBS.contains(knob) || !knob.neutral(aggregator()).equals(Optional.of(value));
    }

    /** The name of the recipe by its content: SHA-256 of {@link #canonical()}. */
    public Digest digest() {
        return Digest.ofText(canonical());
    }

    /** Every knob that has an effect, in order. */
    public SortedMap<Knob, KnobValue> values() {
        return values;
    }

    public Optional<KnobValue> value(Knob knob) {
        return Optional.ofNullable(values.get(knob));
    }

    /** Whether what the knob is about is part of the recipe: the knob has a value, and not the one that switches it off. */
    public boolean uses(Knob knob) {
        return value(knob)
                .filter(value -> !knob.off().equals(Optional.of(value)))
                .isPresent();
    }

    /**
     * A changed copy, normalised again: another server rule brings neutral values for all knobs that belong to rules, unless
     * the changes name them; a local mode replaces the other one.
     *
     * @throws IllegalArgumentException when the changes name both local modes
     */
    public Recipe with(Map<Knob, KnobValue> changes) {
        if (changes.containsKey(Knob.LOCAL_EPOCHS) && changes.containsKey(Knob.LOCAL_STEPS)) {
            throw new IllegalArgumentException("a change names both local_epochs and local_steps");
        }
        Map<Knob, KnobValue> merged = new EnumMap<>(Knob.class);
        merged.putAll(values);
        KnobValue rule = changes.get(Knob.AGGREGATOR);
        if (rule != null && !rule.equals(values.get(Knob.AGGREGATOR))) {
            // A rate or a decay of one rule says nothing about another, though both may have a knob of that name.
            merged.keySet().removeIf(Knob::belongsToRule);
        }
        if (changes.keySet().stream().anyMatch(Knob::isLocalMode)) {
            merged.keySet().removeIf(Knob::isLocalMode);
        }
        merged.putAll(changes);
        return normalised(merged);
    }

    /**
     * As {@link #with(Map)}; a weighting that this recipe could not have, because its rule takes no means, is the baseline's
     * unless the changes name it.
     */
    public Recipe with(Map<Knob, KnobValue> changes, Recipe baseline) {
        Recipe changed = with(changes);
        boolean comes = !values.containsKey(Knob.WEIGHTING)
                && changed.values.containsKey(Knob.WEIGHTING)
                && !changes.containsKey(Knob.WEIGHTING);
        return comes
                ? baseline.value(Knob.WEIGHTING)
                        .map(weighting -> changed.with(Map.of(Knob.WEIGHTING, weighting)))
                        .orElse(changed)
                : changed;
    }

    public Aggregator aggregator() {
        return Aggregator.byKey(text(Knob.AGGREGATOR)).orElseThrow();
    }

    /** The name of the profile's architecture that is trained. */
    public String architecture() {
        return text(Knob.ARCHITECTURE);
    }

    /** The strategy's family, by which crashes are counted: the server rule, with {@code +prox} for FedProx. */
    public String family() {
        return text(Knob.AGGREGATOR) + (number(Knob.PROXIMAL_MU) > 0 ? "+prox" : "");
    }

    /** Whether control variates correct the sites' steps. */
    public boolean scaffold() {
        return aggregator() == Aggregator.SCAFFOLD;
    }

    public ServerRule serverRule() {
        return switch (aggregator()) {
            case FEDAVG -> new ServerRule.FedAvg();
            case FEDAVGM -> new ServerRule.FedAvgM(number(Knob.SERVER_LR), number(Knob.SERVER_MOMENTUM));
            case FEDADAM -> fedOpt(Adaptive.ADAM);
            case FEDYOGI -> fedOpt(Adaptive.YOGI);
            case FEDADAGRAD -> fedOpt(Adaptive.ADAGRAD);
            case SCAFFOLD -> new ServerRule.Scaffold();
            case MEDIAN -> new ServerRule.Median();
            case TRIMMED_MEAN -> new ServerRule.TrimmedMean(number(Knob.TRIM_FRACTION));
        };
    }

    private ServerRule fedOpt(Adaptive adaptive) {
        double beta2 = value(Knob.BETA2).map(KnobValue::number).orElse(0.0);
        return new ServerRule.FedOpt(
                adaptive,
                number(Knob.SERVER_LR),
                number(Knob.BETA1),
                beta2,
                number(Knob.TAU),
                text(Knob.BIAS_CORRECTION).equals("on"));
    }

    /** What a site counts in means; without meaning under rules that take none. */
    public Weighting weighting() {
        return value(Knob.WEIGHTING).map(KnobValue::text).map(Weighting::named).orElse(Weighting.STEPS);
    }

    public ClientRule clientRule() {
        double etaMin = number(Knob.COSINE_ETA_MIN);
        double clip = number(Knob.CLIP_NORM);
        return new ClientRule(
                localCompute(),
                values.get(Knob.BATCH_SIZE).whole(),
                number(Knob.LR),
                etaMin == 1 ? OptionalDouble.empty() : OptionalDouble.of(etaMin),
                number(Knob.MOMENTUM),
                number(Knob.WEIGHT_DECAY),
                number(Knob.PROXIMAL_MU),
                clip == 0 ? OptionalDouble.empty() : OptionalDouble.of(clip),
                number(Knob.LABEL_SMOOTHING));
    }

    public LocalCompute localCompute() {
        KnobValue epochs = values.get(Knob.LOCAL_EPOCHS);
        return epochs != null
                ? new LocalCompute.Epochs(epochs.whole())
                : new LocalCompute.Steps(values.get(Knob.LOCAL_STEPS).whole());
    }

    /** What is different from another recipe, for people: {@code aggregator=fedavgm server_lr=2 lr=0.1}. */
    public String changesFrom(Recipe other) {
        StringBuilder changes = new StringBuilder();
        values.forEach((knob, value) -> {
            KnobValue before = other.values.get(knob);
            if (!value.equals(before) && (before != null || isWritten(knob, value))) {
                changes.append(changes.isEmpty() ? "" : " ")
                        .append(knob.key())
                        .append('=')
                        .append(value);
            }
        });
        return changes.isEmpty() ? "no change" : changes.toString();
    }

    private String text(Knob knob) {
        return values.get(knob).text();
    }

    private double number(Knob knob) {
        return values.get(knob).number();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recipe that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Recipe" + values;
    }
}
