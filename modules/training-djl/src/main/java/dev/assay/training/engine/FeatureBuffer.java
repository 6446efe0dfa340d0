package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.assay.learning.data.Examples;
import java.util.stream.LongStream;

/** Features of up to a batch of rows. */
final class FeatureBuffer {
    private final Examples rows;
    private final DirectFloats memory;
    private final float[] row;

    FeatureBuffer(int capacity, Examples rows) {
        this.rows = rows;
        this.memory = new DirectFloats(Math.multiplyExact(capacity, rows.rowSize()));
        this.row = new float[rows.rowSize()];
    }

    void copyRow(int from, int to) {
        rows.readRow(from, row, 0);
        memory.put(to * row.length, row, row.length);
    }

    /** The first {@code count} rows as a tensor over this memory: it changes when the memory does. */
    NDArray on(NDManager manager, int count) {
        long[] shape = LongStream.concat(
                        LongStream.of(count), rows.rowShape().stream().mapToLong(Integer::longValue))
                .toArray();
        return manager.create(memory.first(count * row.length), new Shape(shape), DataType.FLOAT32);
    }
}
