package dev.assay.learning.model;

import dev.assay.learning.digest.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ordered tensors that a flat model vector is cut into. Two vectors fit each other when their schemas have the same
 * {@link #digest()}: names, shapes and order are all part of it.
 */
public record ModelSchema(List<TensorSpec> tensors) {
    public ModelSchema {
        tensors = List.copyOf(tensors);
        Set<String> names = new HashSet<>();
        for (TensorSpec tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("two tensors have the name '" + tensor.name() + "'");
            }
        }
    }

    /** The length of the flat vector: the number of parameters. */
    public int size() {
        int size = 0;
        for (TensorSpec tensor : tensors) {
            size = Math.addExact(size, tensor.size());
        }
        return size;
    }

    /** The index in the flat vector where tensor {@code index} starts. */
    public int offset(int index) {
        int offset = 0;
        for (TensorSpec tensor : tensors.subList(0, index)) {
            offset += tensor.size();
        }
        return offset;
    }

    public Digest digest() {
        StringBuilder canonical = new StringBuilder("assay.schema.v1\n");
        for (TensorSpec tensor : tensors) {
            canonical.append(tensor.name()).append(' ').append(tensor.shape()).append('\n');
        }
        return Digest.ofText(canonical.toString());
    }
}
