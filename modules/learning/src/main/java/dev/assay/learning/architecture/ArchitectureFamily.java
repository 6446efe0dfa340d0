package dev.assay.learning.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The kinds of networks that a profile can choose from, by name. */
public enum ArchitectureFamily {
    /**
     * Linear, logistic or softmax regression, whichever the loss makes of it: one dense layer. Parameter: {@code bias},
     * whether it has one (default true).
     */
    LINEAR("linear") {
        @Override
        List<Layer> layers(ArchitectureParameters.Reader reader, List<Integer> inputShape, int outputs) {
            boolean bias = reader.flag("bias", true);
            reader.finish();
            return linear(inputShape, outputs, bias);
        }
    },

    /**
     * Multi-layer perceptron: dense layers with rectifiers and dropout between them. Parameters: {@code hidden}, the sizes of
     * the hidden layers (none = a linear classifier), and {@code dropout}, the rate after each of them.
     */
    MLP("mlp") {
        @Override
        List<Layer> layers(ArchitectureParameters.Reader reader, List<Integer> inputShape, int outputs) {
            List<Integer> hidden = reader.sizes("hidden", List.of());
            double dropout = reader.rate("dropout");
            reader.finish();
            List<Layer> layers = flattened(inputShape);
            addDense(layers, count(inputShape), hidden, dropout, outputs);
            return layers;
        }
    },

    /**
     * Small convolutional network: 3x3 convolutions (padding 1) with rectifiers, 2x2 max pooling, then dense layers.
     * Parameters: {@code channels}, the outputs of each convolution; {@code hidden}, the sizes of hidden dense layers
     * (default none); {@code dropout}, the rate after the pooling and after each hidden dense layer.
     */
    CNN("cnn") {
        @Override
        List<Layer> layers(ArchitectureParameters.Reader reader, List<Integer> inputShape, int outputs) {
            List<Integer> channels = reader.requiredSizes("channels");
            List<Integer> hidden = reader.sizes("hidden", List.of());
            double dropout = reader.rate("dropout");
            reader.finish();
            if (inputShape.size() != 3 || Math.min(inputShape.get(1), inputShape.get(2)) < POOL) {
                throw new InvalidArchitectureException(List.of("rows have shape " + inputShape
                        + "; cnn needs images [channels, height, width] of at least 2 by 2"));
            }
            List<Layer> layers = new ArrayList<>();
            int inputs = inputShape.get(0);
            for (int i = 0; i < channels.size(); i++) {
                layers.add(new Layer.Conv2d("conv" + (i + 1), inputs, channels.get(i), KERNEL, KERNEL / 2));
                layers.add(new Layer.Relu());
                inputs = channels.get(i);
            }
            layers.add(new Layer.MaxPool2d(POOL));
            layers.add(new Layer.Flatten());
            addDropout(layers, dropout);
            int features = Math.multiplyExact(inputs, (inputShape.get(1) / POOL) * (inputShape.get(2) / POOL));
            addDense(layers, features, hidden, dropout, outputs);
            return layers;
        }
    },

    /**
     * The convolutional network that federated learning is often measured with on CIFAR-10 (ModerateCNN of Wang et al. 2020,
     * FedMA): for images [3, 32, 32]. Six 3x3 convolutions with rectifiers in three pairs, each pair pooled, dropout of whole
     * channels between the second pair and the third; then dense layers with dropout before the first and the last. Parameters:
     * {@code norm}, whether each convolution is followed by group normalisation (default false), and {@code head}, the sizes of
     * the hidden dense layers (default 512, 512).
     */
    MODERATE_CNN("moderate_cnn") {
        @Override
        List<Layer> layers(ArchitectureParameters.Reader reader, List<Integer> inputShape, int outputs) {
            boolean norm = reader.flag("norm", false);
            List<Integer> head = reader.sizes("head", List.of(512, 512));
            reader.finish();
            return ModerateCnn.layers(inputShape, norm, head, outputs);
        }
    },

    /**
     * A language model over characters or other tokens: an embedding, LSTM layers, and one dense layer that all positions
     * share. A row is [positions] of token indices; the outputs are one for each token of the vocabulary at each position, and
     * their number is the vocabulary's size. Parameters: {@code embedding} and {@code hidden}, sizes; {@code layers}, the
     * number of LSTM layers (default 1); {@code dropout}, the rate after each of them.
     */
    CHAR_LSTM("char_lstm") {
        @Override
        List<Layer> layers(ArchitectureParameters.Reader reader, List<Integer> inputShape, int outputs) {
            int embedding = reader.requiredSize("embedding");
            int hidden = reader.requiredSize("hidden");
            int depth = reader.size("layers", 1);
            double dropout = reader.rate("dropout");
            reader.finish();
            if (inputShape.size() != 1) {
                throw new InvalidArchitectureException(
                        List.of("rows have shape " + inputShape + "; char_lstm needs rows of tokens [positions]"));
            }
            List<Layer> layers = new ArrayList<>();
            layers.add(new Layer.Embedding("embedding", outputs, embedding));
            for (int i = 0; i < depth; i++) {
                layers.add(new Layer.Lstm("lstm" + (i + 1), i == 0 ? embedding : hidden, hidden));
                addDropout(layers, dropout);
            }
            layers.add(new Layer.Dense("fc", hidden, outputs));
            return layers;
        }
    },

    /**
     * Cox's proportional hazards model: the log risk is a weighted sum of the features. It has one output and no bias, which
     * would cancel in the loss. No parameters.
     */
    COX("cox") {
        @Override
        List<Layer> layers(ArchitectureParameters.Reader reader, List<Integer> inputShape, int outputs) {
            reader.finish();
            if (outputs != 1) {
                throw new InvalidArchitectureException(List.of(
                        "the network needs " + outputs + " outputs; cox has 1, which the losses for 1 output take"));
            }
            return linear(inputShape, 1, false);
        }
    };

    private static final int KERNEL = 3;
    private static final int POOL = 2;

    private final String profileName;

    ArchitectureFamily(String profileName) {
        this.profileName = profileName;
    }

    /** The family of this name; an {@link InvalidArchitectureException} lists the names that there are. */
    public static ArchitectureFamily named(String name) {
        return Arrays.stream(values())
                .filter(family -> family.profileName.equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidArchitectureException(
                        List.of("'" + name + "' is no architecture family; allowed are " + names())));
    }

    /** The name in profiles. */
    public String profileName() {
        return profileName;
    }

    /**
     * Builds a network.
     *
     * @param choice the name under which the profile lists this choice
     * @param inputShape the shape of one row of features
     * @param outputs outputs of a row, or of each of its positions, at least 1; the loss tells how many it needs
     * @throws InvalidArchitectureException with all problems of the parameters
     */
    public Network build(String choice, ArchitectureParameters parameters, List<Integer> inputShape, int outputs) {
        if (outputs < 1) {
            throw new InvalidArchitectureException(List.of("outputs is " + outputs + "; allowed is at least 1"));
        }
        ArchitectureParameters.Reader reader = new ArchitectureParameters.Reader(profileName, parameters);
        return new Network(choice, inputShape, layers(reader, inputShape, outputs));
    }

    abstract List<Layer> layers(ArchitectureParameters.Reader reader, List<Integer> inputShape, int outputs);

    private static void addDense(List<Layer> layers, int inputs, List<Integer> hidden, double dropout, int outputs) {
        int width = inputs;
        for (int i = 0; i < hidden.size(); i++) {
            layers.add(new Layer.Dense("fc" + (i + 1), width, hidden.get(i)));
            layers.add(new Layer.Relu());
            addDropout(layers, dropout);
            width = hidden.get(i);
        }
        layers.add(new Layer.Dense("fc" + (hidden.size() + 1), width, outputs));
    }

    private static List<Layer> linear(List<Integer> inputShape, int outputs, boolean bias) {
        List<Layer> layers = flattened(inputShape);
        layers.add(new Layer.Dense("fc1", count(inputShape), outputs, bias));
        return layers;
    }

    /** The start of a network whose first layer takes a row as one vector. */
    private static List<Layer> flattened(List<Integer> inputShape) {
        List<Layer> layers = new ArrayList<>();
        if (inputShape.size() != 1) {
            layers.add(new Layer.Flatten());
        }
        return layers;
    }

    private static void addDropout(List<Layer> layers, double rate) {
        if (rate > 0) {
            layers.add(new Layer.Dropout(rate, false));
        }
    }

    private static int count(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    private static String names() {
        return Arrays.stream(values()).map(family -> family.profileName).collect(Collectors.joining(", "));
    }
}
