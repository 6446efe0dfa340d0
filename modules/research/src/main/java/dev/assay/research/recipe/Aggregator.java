package dev.assay.research.recipe;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The server rules that a recipe can name. */
public enum Aggregator {
    FEDAVG,
    FEDAVGM,
    FEDADAM,
    FEDYOGI,
    FEDADAGRAD,
    SCAFFOLD,
    MEDIAN,
    TRIMMED_MEAN;

    static final Set<Aggregator> ADAPTIVE = EnumSet.of(FEDADAM, FEDYOGI, FEDADAGRAD);
    static final Set<Aggregator> OF_MEANS = EnumSet.complementOf(EnumSet.of(MEDIAN, TRIMMED_MEAN));
    static final Set<Aggregator> WITH_SERVER_LR = EnumSet.of(FEDAVGM, FEDADAM, FEDYOGI, FEDADAGRAD);

    /** The name in recipes, for example {@code trimmed_mean}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Aggregator> byKey(String key) {
        return Arrays.stream(values()).filter(value -> value.key().equals(key)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Aggregator::key).toList();
    }
}
