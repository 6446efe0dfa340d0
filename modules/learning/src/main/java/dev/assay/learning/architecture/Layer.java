package dev.assay.learning.architecture;

import dev.assay.learning.model.TensorSpec;
import java.util.Collections;
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

    /** What each of {@link #tensors()} starts from, in their order; as PyTorch's layer of the same kind. */
    default List<InitialValues> initialValues() {
        return List.of();
    }

    /**
     * {@code y = x W^T + b}, with W of shape [outputs, inputs], on a row or on each position of a row: [inputs] to [outputs],
     * [positions, inputs] to [positions, outputs].
     *
     * @param bias whether there is a b
     */
    record Dense(String name, int inputs, int outputs, boolean bias) implements Layer {
        public Dense {
            requirePositive(name, "inputs", inputs);
            requirePositive(name, "outputs", outputs);
        }

        /** With a bias. */
        public Dense(String name, int inputs, int outputs) {
            this(name, inputs, outputs, true);
        }

        @Override
        public List<Integer> outputShape(List<Integer> input) {
            int last = input.size() - 1;
            require((last == 0 || last == 1) && input.get(last) == inputs, this, input);
            return last == 0 ? List.of(outputs) : List.of(input.get(0), outputs);
        }

        @Override
        public List<TensorSpec> tensors() {
            TensorSpec weight = TensorSpec.of(name + ".weight", outputs, inputs);
            return bias ? List.of(weight, TensorSpec.of(name + ".bias", outputs)) : List.of(weight);
        }

        @Override
        public List<InitialValues> initialValues() {
            return Collections.nCopies(bias ? 2 : 1, InitialValues.Uniform.ofFanIn(inputs));
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
        public List<InitialValues> initialValues() {
            return Collections.nCopies(2, InitialValues.Uniform.ofFanIn(inputs * kernel * kernel));
        }
    }

    /**
     * Group normalisation (Wu and He 2018): the channels of an image are taken in groups of neighbours; over each group of
     * each image {@code (x - mean) / sqrt(variance + 1e-5)}, then {@code weight * x + bias} with one of each a channel.
     *
     * @param groups divides {@code channels}
     */
    record GroupNorm(String name, int groups, int channels) implements Layer {
        /** What is added to the variance. */
        public static final double EPSILON = 1e-5;

        public GroupNorm {
            requirePositive(name, "groups", groups);
            requirePositive(name, "channels", channels);
            if (channels % groups != 0) {
                throw new IllegalArgumentException(
                        name + ": " + channels + " channels do not divide into " + groups + " groups");
            }
        }

        @Override
        public List<Integer> outputShape(List<Integer> input) {
            require(input.size() == 3 && input.get(0) == channels, this, input);
            return input;
        }

        @Override
        public List<TensorSpec> tensors() {
            return List.of(TensorSpec.of(name + ".weight", channels), TensorSpec.of(name + ".bias", channels));
        }

        @Override
        public List<InitialValues> initialValues() {
            return List.of(new InitialValues.Constant(1), new InitialValues.Constant(0));
        }
    }

    /**
     * A vector for each token: [positions] of indices from 0 to below {@code vocabulary}, as floats, to [positions, size].
     * Weight [vocabulary, size].
     */
    record Embedding(String name, int vocabulary, int size) implements Layer {
        public Embedding {
            requirePositive(name, "vocabulary", vocabulary);
            requirePositive(name, "size", size);
        }

        @Override
        public List<Integer> outputShape(List<Integer> input) {
            require(input.size() == 1, this, input);
            return List.of(input.get(0), size);
        }

        @Override
        public List<TensorSpec> tensors() {
            return List.of(TensorSpec.of(name + ".weight", vocabulary, size));
        }

        @Override
        public List<InitialValues> initialValues() {
            return List.of(new InitialValues.Normal());
        }
    }

    /**
     * Long short-term memory (Hochreiter and Schmidhuber 1997), one layer, one direction, from a state of zeros:
     * [positions, inputs] to [positions, hidden]. Parameters are PyTorch's: {@code weight_ih} [4 hidden, inputs],
     * {@code weight_hh} [4 hidden, hidden], {@code bias_ih} and {@code bias_hh} [4 hidden], their gates in the order input,
     * forget, cell, output.
     */
    record Lstm(String name, int inputs, int hidden) implements Layer {
        private static final int GATES = 4;

        public Lstm {
            requirePositive(name, "inputs", inputs);
            requirePositive(name, "hidden", hidden);
        }

        @Override
        public List<Integer> outputShape(List<Integer> input) {
            require(input.size() == 2 && input.get(1) == inputs, this, input);
            return List.of(input.get(0), hidden);
        }

        @Override
        public List<TensorSpec> tensors() {
            return List.of(
                    TensorSpec.of(name + ".weight_ih", GATES * hidden, inputs),
                    TensorSpec.of(name + ".weight_hh", GATES * hidden, hidden),
                    TensorSpec.of(name + ".bias_ih", GATES * hidden),
                    TensorSpec.of(name + ".bias_hh", GATES * hidden));
        }

        @Override
        public List<InitialValues> initialValues() {
            return Collections.nCopies(GATES, InitialValues.Uniform.ofFanIn(hidden));
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
