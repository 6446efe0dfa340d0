package dev.assay.learning.model;

import java.util.Arrays;
import java.util.List;

/**
 * One named tensor of a model.
 *
 * @param name unique in its schema, for example {@code fc1.weight}
 * @param shape every dimension at least 1; row-major; the empty list is a scalar
 */
public record TensorSpec(String name, List<Integer> shape) {
    public TensorSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a tensor needs a name");
        }
        shape = List.copyOf(shape);
        for (int dimension : shape) {
            if (dimension < 1) {
                throw new IllegalArgumentException(name + " has a dimension below 1: " + shape);
            }
        }
    }

    public static TensorSpec of(String name, int... shape) {
        return new TensorSpec(name, Arrays.stream(shape).boxed().toList());
    }

    /** The number of values; an {@link ArithmeticException} beyond {@code int}. */
    public int size() {
        int size = 1;
        for (int dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        return size;
    }
}
