package dev.assay.research.profile;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.metric.Metric;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.MutationSurface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A task: its data, what a trial gets, and what a candidate may change. Immutable and checked: every part fits the others.
 *
 * @param task name of the task, for example {@code digits}
 * @param title one line for people
 * @param text the profile as it was read
 * @param maxParameters cap on the parameters of an architecture
 * @param architectures by the name under which a recipe asks for them
 */
public record Profile(
        String task,
        String title,
        String text,
        DataSource data,
        Splits splits,
        SitePartition partition,
        Metric metric,
        int maxParameters,
        SortedMap<String, Architecture> architectures,
        Budget budget,
        CostCaps caps,
        UpdateLimits updates,
        Recipe baseline,
        List<CalibrationEntry> calibration,
        MutationSurface surface) {
    public Profile {
        architectures = Collections.unmodifiableSortedMap(new TreeMap<>(architectures));
        calibration = List.copyOf(calibration);
    }

    /** The digest of {@link #text()}. */
    public Digest digest() {
        return Digest.ofText(text);
    }

    /** The network that a recipe trains. */
    public Network network(Recipe recipe) {
        return network(recipe.architecture());
    }

    /** The network of an architecture of this profile; throws when there is none of the name. */
    public Network network(String architecture) {
        Architecture choice = architectures.get(architecture);
        if (choice == null) {
            throw new IllegalArgumentException("the task has no architecture '" + architecture + "', only "
                    + String.join(", ", architectures.keySet()));
        }
        return choice.family()
                .build(architecture, choice.parameters(), data.reader().rowShape(), data.classes());
    }

    /** Names of the sites in site order: {@code site-1} and on. */
    public List<String> siteNames() {
        List<String> names = new ArrayList<>();
        for (int site = 1; site <= partition.sites(); site++) {
            names.add("site-" + site);
        }
        return List.copyOf(names);
    }

    /** Rows of the training split by the shares; stratification may move it by a few. */
    public long nominalTrainingRows() {
        return Math.round(data.rows() * splits.fractions().train());
    }
}
