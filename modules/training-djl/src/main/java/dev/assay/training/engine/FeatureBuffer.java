package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.learning.data.Examples;

/** Features of up to a batch of rows. */
final class FeatureBuffer {
    private final Examples rows;
    private final DirectFloats memory;
    private final float[] row;
    private final BatchTensors tensors;

    FeatureBuffer(int capacity, Examples rows) {
        this.rows = rows;
        this.memory = new DirectFloats(Math.multiplyExact(capacity, rows.rowSize()));
        this.row = new float[rows.rowSize()];
        this.tensors = new BatchTensors(
                memory, rows.rowShape().stream().mapToLong(Integer::longValue).toArray());
    }

    void copyRow(int from, int to) {
        rows.readRow(from, row, 0);
        memory.put(to * row.length, row, row.length);
    }

    /** The first {@code count} rows as a tensor: valid for one step, until the memory changes. */
    NDArray on(NDManager scope, int count) {
        return tensors.on(scope, count);
    }
}
