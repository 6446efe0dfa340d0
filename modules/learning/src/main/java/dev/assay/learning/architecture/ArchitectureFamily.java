package dev.assay.learning.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The kinds of networks that a profile can choose from, by name. */
public enum ArchitectureFamily {
    /**
     * Multi-layer perceptron: dense layers with rectifiers and dropout between them. Parameters: {@code hidden}, the sizes of
     * the hidden layers (none = a linear classifier), and {@code dropout}, the rate after each of them.
     */
    MLP("mlp") {
        @Override
        List<Layer> layers(ArchitectureParameters.Reader reader, List<Integer> inputShape, int classes) {
            List<Integer> hidden = reader.sizes("hidden", List.of());
            double dropout = reader.rate("dropout");
            reader.finish();
            List<Layer> layers = new ArrayList<>();
            if (inputShape.size() != 1) {
                layers.add(new Layer.Flatten());
            }
            addDense(layers, count(inputShape), hidden, dropout, classes);
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
        List<Layer> layers(ArchitectureParameters.Reader reader, List<Integer> inputShape, int classes) {
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
            addDense(layers, features, hidden, dropout, classes);
            return layers;
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
     * Builds a classifier.
     *
     * @param choice the name under which the profile lists this choice
     * @param inputShape the shape of one row of features
     * @param classes number of classes, at least 2
     * @throws InvalidArchitectureException with all problems of the parameters
     */
    public Network build(String choice, ArchitectureParameters parameters, List<Integer> inputShape, int classes) {
        if (classes < 2) {
            throw new InvalidArchitectureException(List.of("classes is " + classes + "; allowed is at least 2"));
        }
        ArchitectureParameters.Reader reader = new ArchitectureParameters.Reader(profileName, parameters);
        return new Network(choice, inputShape, layers(reader, inputShape, classes));
    }

    abstract List<Layer> layers(ArchitectureParameters.Reader reader, List<Integer> inputShape, int classes);

    private static void addDense(List<Layer> layers, int inputs, List<Integer> hidden, double dropout, int classes) {
        int width = inputs;
        for (int i = 0; i < hidden.size(); i++) {
            layers.add(new Layer.Dense("fc" + (i + 1), width, hidden.get(i)));
            layers.add(new Layer.Relu());
            addDropout(layers, dropout);
            width = hidden.get(i);
        }
        layers.add(new Layer.Dense("fc" + (hidden.size() + 1), width, classes));
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
