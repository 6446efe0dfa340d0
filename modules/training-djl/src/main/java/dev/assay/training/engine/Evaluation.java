package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.metric.Scorer;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.TrainingFootprint;
import dev.assay.training.network.DropoutMasks;
import dev.assay.training.network.ExecutableNetwork;
import java.util.Optional;

/** Scores a model on rows, piece by piece: memory is bounded however many rows and positions there are. */
final class Evaluation {
    private static final int MAX_ROWS = 512;
    /** Values that a piece may have in all layers together: 64 MiB. */
    private static final long MAX_VALUES = 1 << 24;

    private final NDManager manager;
    private final ExecutableNetwork network;
    private final NDArray weights;
    private final Examples rows;
    private final int piece;
    private final FeatureBuffer features;

    Evaluation(NDManager manager, Network network, ModelVector model, Examples rows) {
        this.manager = manager;
        this.network = new ExecutableNetwork(network);
        this.weights = manager.create(model.toArray());
        this.rows = rows;
        this.piece = (int) Math.max(1, Math.min(MAX_ROWS, MAX_VALUES / TrainingFootprint.valuesOfARow(network)));
        this.features = new FeatureBuffer(Math.min(piece, rows.rows()), rows, Optional.empty());
    }

    double score(Metric metric) {
        Scorer scorer = metric.scorer();
        for (int from = 0; from < rows.rows(); from += piece) {
            int[] indices = new int[Math.min(piece, rows.rows() - from)];
            for (int i = 0; i < indices.length; i++) {
                indices[i] = from + i;
                features.copyRow(from + i, i);
            }
            scorer.add(outputs(indices.length), rows.targets().select(indices));
        }
        return scorer.score();
    }

    private float[] outputs(int count) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray own = weights.duplicate();
            own.attach(scope);
            return network.forward(own, features.on(scope, count), DropoutMasks.NONE)
                    .toFloatArray();
        }
    }
}
