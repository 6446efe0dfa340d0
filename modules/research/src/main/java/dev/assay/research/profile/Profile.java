package dev.assay.research.profile;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.metric.Direction;
import dev.assay.learning.metric.Metric;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.dataset.Preprocessing;
import dev.assay.research.dataset.SitePartition;
import dev.assay.research.dataset.Splits;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.MutationSurface;
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
 * @param contract every value of the profile that scores depend on, by its key
 * @param augmentation what training does to images; nothing else does
 * @param maxParameters cap on the parameters of an architecture
 * @param architectures by the name under which a recipe asks for them
 */
public record Profile(
        String task,
        String title,
        String text,
        SortedMap<String, String> contract,
        DataSource data,
        Splits splits,
        SitePartition partition,
        Preprocessing preprocessing,
        Augmentation augmentation,
        Loss loss,
        Evaluation evaluation,
        int maxParameters,
        SortedMap<String, Architecture> architectures,
        Budget budget,
        CostCaps caps,
        UpdateLimits updates,
        Recipe baseline,
        List<CalibrationEntry> calibration,
        MutationSurface surface) {
    public Profile {
        contract = Collections.unmodifiableSortedMap(new TreeMap<>(contract));
        architectures = Collections.unmodifiableSortedMap(new TreeMap<>(architectures));
        calibration = List.copyOf(calibration);
    }

    /** The digest of {@link #text()}. */
    public Digest digest() {
        return Digest.ofText(text);
    }

    public Metric metric() {
        return evaluation.metric();
    }

    /** Which of two scores is the better one: all that a decision needs to know of the metric. */
    public Direction direction() {
        return metric().direction();
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
                .build(architecture, choice.parameters(), data.format().rowShape(), loss.outputs(data.classes()));
    }

    /** Rows of the training split by the shares; stratification may move it by a few. */
    public long nominalTrainingRows() {
        return Math.round(
                (data.rows() - data.holdOutRows()) * splits.fractions().train());
    }
}
