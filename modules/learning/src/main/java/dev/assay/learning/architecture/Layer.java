package dev.assay.learning.architecture;

import dev.assay.learning.model.TensorSpec;
import java.util.List;

/**
 * One step of a sequential network, as data: the engine executes it, the schema and the initial values follow from it.
 * Layers with parameters have a name; their tensors are {@code name.weight} and {@code name.bias}. Shapes leave the batch
 * dimension out: an image is {@code [channels, height, width]}, a row {@code [features]}.
 */
public sealed interface Layer {
    /** The shape that leaves this layer when {@code input} enters; throws if the layer does not take it. */
    List<Integer> outputShape(List<Integer> input);

    /** The tensors of this layer in schema order; empty for a layer without parameters. */
    default List<TensorSpec> tensors() {
        return List.of();
    }

    /** The number of inputs that one output sums over, which sets the range of the initial values; 0 without parameters. */
    default int fanIn() {
        return 0;
    }

    /** {@code y = x W^T + b}, with W of shape [outputs, inputs]. */
    record Dense(String name, int inputs, int outputs) implements Layer {
        public Dense {
            requirePositive(name, "inputs", inputs);
            requirePositive(name, "outputs", outputs);
        }

        @Override
        public List<Integer> outputShape(List<Integer> input) {
            require(input.equals(List.of(inputs)), this, input);
            return List.of(outputs);
        }

        @Override
        public List<TensorSpec> tensors() {
            return List.of(TensorSpec.of(name + ".weight", outputs, inputs), TensorSpec.of(name + ".bias", outputs));
        }

        @Override
        public int fanIn() {
            return inputs;
        }
    }

    /** Two-dimensional convolution, stride 1, square kernel, weight [outputs, inputs, kernel, kernel]. */
    record Conv2d(String name, int inputs, int outputs, int kernel, int padding) implements Layer {
        public Conv2d {
            requirePositive(name, "inputs", inputs);
            requirePositive(name, "outputs", outputs);
            requirePositive(name, "kernel", kernel);
            if (padding < 0) {
                throw new IllegalArgumentException(name + ": padding must be at least 0, not " + padding);
            }
        }

        @Override
        public List<Integer> outputShape(List<Integer> input) {
            int shrink = kernel - 1 - 2 * padding;
            require(
                    input.size() == 3 && input.get(0) == inputs && Math.min(input.get(1), input.get(2)) > shrink,
                    this,
                    input);
            return List.of(outputs, input.get(1) - shrink, input.get(2) - shrink);
        }

        @Override
        public List<TensorSpec> tensors() {
            return List.of(
                    TensorSpec.of(name + ".weight", outputs, inputs, kernel, kernel),
                    TensorSpec.of(name + ".bias", outputs));
        }

        @Override
        public int fanIn() {
            return inputs * kernel * kernel;
        }
    }

    /** Rectifier, coordinate by coordinate. */
    record Relu() implements Layer {
        @Override
        public List<Integer> outputShape(List<Integer> input) {
            return input;
        }
    }

    /** Hyperbolic tangent, coordinate by coordinate. */
    record Tanh() implements Layer {
        @Override
        public List<Integer> outputShape(List<Integer> input) {
            return input;
        }
    }

    /** Maximum over squares of {@code size} x {@code size}, stride {@code size}; a remainder at the border is dropped. */
    record MaxPool2d(int size) implements Layer {
        public MaxPool2d {
            requirePositive("max pooling", "size", size);
        }

        @Override
        public List<Integer> outputShape(List<Integer> input) {
            require(input.size() == 3 && input.get(1) >= size && input.get(2) >= size, this, input);
            return List.of(input.get(0), input.get(1) / size, input.get(2) / size);
        }
    }

    /** All dimensions of a row in one. */
    record Flatten() implements Layer {
        @Override
        public List<Integer> outputShape(List<Integer> input) {
            return List.of(input.stream().reduce(1, Math::multiplyExact));
        }
    }

    /**
     * In training, sets each value to 0 with probability {@code rate} and divides the others by {@code 1 - rate}; with
     * {@code wholeChannels} a channel of an image is dropped or kept as a whole. Outside training it does nothing.
     */
    record Dropout(double rate, boolean wholeChannels) implements Layer {
        public Dropout {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("a dropout rate is at least 0 and below 1, not " + rate);
            }
        }

        @Override
        public List<Integer> outputShape(List<Integer> input) {
            require(!wholeChannels || input.size() == 3, this, input);
            return input;
        }
    }

    private static void require(boolean fits, Layer layer, List<Integer> input) {
        if (!fits) {
            throw new IllegalArgumentException(layer + " does not take rows of shape " + input);
        }
    }

    private static void requirePositive(String layer, String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(layer + ": " + what + " must be at least 1, not " + value);
        }
    }
}
