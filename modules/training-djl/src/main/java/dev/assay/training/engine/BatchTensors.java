package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Tensors over the first rows of a buffer that is filled anew for each step. On a CPU a tensor shares the buffer's memory, so
 * it is made once for a batch size and serves until the size changes, at the end of an epoch; a device with memory of its own
 * needs a copy for each step.
 */
final class BatchTensors {
    private final DirectFloats memory;
    private final long[] shape;
    private final int rowSize;
    private NDArray current;

    /** @param rowShape shape of one row */
    BatchTensors(DirectFloats memory, long... rowShape) {
        this.memory = memory;
        this.shape = new long[rowShape.length + 1];
        System.arraycopy(rowShape, 0, shape, 1, rowShape.length);
        this.rowSize = Math.toIntExact(new Shape(rowShape).size());
    }

    /** @param scope the step's; its parent owns what outlives the step */
    NDArray on(NDManager scope, int rows) {
        if (scope.getDevice().isGpu()) {
            return create(scope, rows);
        }
        if (current == null || shape[0] != rows) {
            if (current != null) {
                current.close();
            }
            current = create(scope.getParentManager(), rows);
        }
        // What is computed from it belongs to the scope, and it goes back when the scope closes.
        current.tempAttach(scope);
        return current;
    }

    private NDArray create(NDManager manager, int rows) {
        shape[0] = rows;
        return manager.create(memory.first(rows * rowSize), new Shape(shape.clone()), DataType.FLOAT32);
    }
}
