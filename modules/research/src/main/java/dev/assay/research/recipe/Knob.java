package dev.assay.research.recipe;

import dev.assay.learning.strategy.Weighting;
import dev.assay.research.recipe.KnobKind.Choice;
import dev.assay.research.recipe.KnobKind.Real;
import dev.assay.research.recipe.KnobKind.Whole;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a recipe consists of. A knob has a kind with the widest bounds that make sense at all (a profile's mutation surface
 * is narrower), a neutral value that a recipe has when it says nothing, and aggregators under which it has an effect.
 */
public enum Knob {
    /** The server rule. */
    AGGREGATOR(Choice.of(Aggregator.names()), "fedavg"),
    /** What a site counts in the server's means. */
    WEIGHTING(Choice.of(Weighting.names()), "steps", Aggregator.OF_MEANS),
    /** Step size of the server optimizer. */
    SERVER_LR(new Real(1e-6, 100), "1", Aggregator.WITH_SERVER_LR),
    SERVER_MOMENTUM(new Real(0, 0.999), "0", EnumSet.of(Aggregator.FEDAVGM)),
    /** Decay of the first moment of the adaptive server optimizers. */
    BETA1(new Real(0, 0.999), "0.9", Aggregator.ADAPTIVE),
    /** Decay of the second moment; Adagrad sums instead. */
    BETA2(new Real(0, 0.9999), "0.99", EnumSet.of(Aggregator.FEDADAM, Aggregator.FEDYOGI)),
    /** Added to the denominator of the adaptive server optimizers. */
    TAU(new Real(1e-10, 1), "0.001", Aggregator.ADAPTIVE),
    /** Whether the moments of the adaptive server optimizers are corrected for having started at 0. */
    BIAS_CORRECTION(Choice.of(List.of("on", "off")), "on", Aggregator.ADAPTIVE),
    /** Share of the sites that is dropped at each end, coordinate by coordinate. */
    TRIM_FRACTION(new Real(0, 0.49), "0.2", EnumSet.of(Aggregator.TRIMMED_MEAN)),
    /** Name of one of the profile's architectures. */
    ARCHITECTURE(Choice.any(), ""),
    /** The sites' learning rate at the schedule's start. */
    LR(new Real(1e-6, 10), "0.05"),
    /** The learning rate's end as a share of its start; 1 = constant. */
    COSINE_ETA_MIN(new Real(0, 1), "1"),
    MOMENTUM(new Real(0, 0.999), "0"),
    WEIGHT_DECAY(new Real(0, 1), "0"),
    /** FedProx; 0 = none. */
    PROXIMAL_MU(new Real(0, 100), "0"),
    /** Bound on a gradient's Euclidean norm; 0 = no clipping. */
    CLIP_NORM(new Real(0, 1_000), "0"),
    LABEL_SMOOTHING(new Real(0, 0.9), "0"),
    BATCH_SIZE(new Whole(1, 65_536), "32"),
    /** Passes over a site's rows in one round; a recipe has either this or {@link #LOCAL_STEPS}. */
    LOCAL_EPOCHS(new Whole(1, 1_000), ""),
    /** Optimizer steps of a site in one round; a recipe has either this or {@link #LOCAL_EPOCHS}. */
    LOCAL_STEPS(new Whole(1, 1_000_000), "");

    private final KnobKind kind;
    private final String neutral;
    private final Set<Aggregator> aggregators;

    Knob(KnobKind kind, String neutral) {
        this(kind, neutral, EnumSet.allOf(Aggregator.class));
    }

    Knob(KnobKind kind, String neutral, Set<Aggregator> aggregators) {
        this.kind = kind;
        this.neutral = neutral;
        this.aggregators = aggregators;
    }

    /** The name in profiles, recipes and tables, for example {@code server_lr}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public KnobKind kind() {
        return kind;
    }

    /**
     * The value of a recipe with this server rule that does not name the knob; empty where a recipe has to name it. The
     * adaptive rules move every weight by about their rate, so 1 would be no usable rate for them.
     */
    public Optional<KnobValue> neutral(Aggregator aggregator) {
        if (this == SERVER_LR && Aggregator.ADAPTIVE.contains(aggregator)) {
            return Optional.of(KnobValue.of(0.1));
        }
        return neutral.isEmpty() ? Optional.empty() : Optional.of(KnobValue.parse(this, neutral));
    }

    /**
     * The value that switches off what the knob is about, a term or a schedule; empty for a knob whose every value is only an
     * amount or a name.
     */
    public Optional<KnobValue> off() {
        return switch (this) {
            case SERVER_MOMENTUM, MOMENTUM, WEIGHT_DECAY, PROXIMAL_MU, CLIP_NORM, LABEL_SMOOTHING ->
                Optional.of(KnobValue.of(0));
            case COSINE_ETA_MIN -> Optional.of(KnobValue.of(1));
            default -> Optional.empty();
        };
    }

    /** Whether the knob has an effect under this server rule. */
    public boolean appliesTo(Aggregator aggregator) {
        return aggregators.contains(aggregator);
    }

    /**
     * Whether only some server rules have the knob, each in a sense of its own: then its value means something under its rule
     * only. A weighting means the same under every rule that has one.
     */
    public boolean belongsToRule() {
        return this != WEIGHTING && aggregators.size() < Aggregator.values().length;
    }

    /** The server rules under which the knob has an effect. */
    public List<Aggregator> aggregators() {
        return List.copyOf(aggregators);
    }

    /** Exactly one of the two local modes is in a recipe. */
    public boolean isLocalMode() {
        return this == LOCAL_EPOCHS || this == LOCAL_STEPS;
    }

    public static Optional<Knob> byKey(String key) {
        return Arrays.stream(values()).filter(knob -> knob.key().equals(key)).findFirst();
    }
}
