package dev.assay.data.task;

import dev.assay.learning.data.Features;
import dev.assay.learning.data.FloatFeatures;
import dev.assay.research.dataset.Preprocessing;
import java.util.List;

/** Applies a profile's preprocessing. What is fitted sees training rows only, and is then done to all rows alike. */
final class Preparation {
    private final Preprocessing preprocessing;

    private Preparation(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
    }

    static Preparation of(Preprocessing preprocessing) {
        return new Preparation(preprocessing);
    }

    /** @throws IllegalArgumentException when a feature has no number to fill its gaps from */
    Features apply(Features rows, Division division) {
        Features normalised = preprocessing
                .normalise()
                .map(normalise -> rows.normalised(array(normalise.mean()), array(normalise.std())))
                .orElse(rows);
        return preprocessing.isFitted() ? fitted(normalised, division) : normalised;
    }

    private Features fitted(Features rows, Division division) {
        float[] values = new float[Math.multiplyExact(rows.rows(), rows.rowSize())];
        for (int row = 0; row < rows.rows(); row++) {
            rows.readRow(row, values, row * rows.rowSize());
        }
        List<FittedGroup> groups = switch (preprocessing.fit()) {
            case SITE -> division.sites().stream().map(FittedGroup::ofSite).toList();
            case FEDERATION -> List.of(FittedGroup.ofAll(division));
        };
        for (FittedGroup group : groups) {
            if (preprocessing.impute()) {
                group.impute(values, rows.rowSize());
            }
            if (preprocessing.standardise()) {
                group.standardise(values, rows.rowSize());
            }
        }
        return FloatFeatures.adopt(rows.rowShape(), values);
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
