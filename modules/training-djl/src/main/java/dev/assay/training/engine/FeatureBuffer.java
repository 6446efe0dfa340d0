package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.learning.data.Examples;
import java.util.Optional;

/** Features of up to a batch of rows. */
final class FeatureBuffer {
    private final Examples rows;
    private final Optional<Augmenter> augmenter;
    private final DirectFloats memory;
    private final float[] row;
    private final float[] augmented;
    private final BatchTensors tensors;

    FeatureBuffer(int capacity, Examples rows, Optional<Augmenter> augmenter) {
        this.rows = rows;
        this.augmenter = augmenter;
        this.memory = new DirectFloats(Math.multiplyExact(capacity, rows.rowSize()));
        this.row = new float[rows.rowSize()];
        this.augmented = augmenter.isPresent() ? new float[row.length] : row;
        this.tensors = new BatchTensors(
                memory, rows.rowShape().stream().mapToLong(Integer::longValue).toArray());
    }

    void copyRow(int from, int to) {
        rows.readRow(from, row, 0);
        augmenter.ifPresent(images -> images.augment(row, augmented));
        memory.put(to * row.length, augmented, row.length);
    }

    /** The first {@code count} rows as a tensor: valid for one step, until the memory changes. */
    NDArray on(NDManager scope, int count) {
        return tensors.on(scope, count);
    }
}
