package dev.assay.research.profile;

import dev.assay.learning.architecture.Layer;
import dev.assay.learning.architecture.Network;
import java.util.ArrayList;
import java.util.List;

/** Builds the networks of the families. */
final class Networks {
    private static final int KERNEL = 3;
    private static final int POOL = 2;

    private Networks() {}

    /** Throws {@link IllegalArgumentException} when the family cannot take rows of this shape. */
    static Network build(String name, ModelFamily family, List<Integer> rowShape, int classes) {
        List<Layer> layers = new ArrayList<>();
        List<Integer> shape = rowShape;
        List<Integer> hidden;
        double dropout;
        if (family instanceof ModelFamily.Cnn cnn) {
            shape = convolutions(layers, cnn.channels(), rowShape);
            hidden = cnn.hidden();
            dropout = cnn.dropout();
        } else if (family instanceof ModelFamily.Mlp mlp) {
            hidden = mlp.hidden();
            dropout = mlp.dropout();
        } else {
            throw new AssertionError(family);
        }
        int features = shape.stream().reduce(1, Math::multiplyExact);
        if (shape.size() > 1) {
            layers.add(new Layer.Flatten());
        }
        head(layers, features, hidden, dropout, classes);
        return new Network(name, rowShape, layers);
    }

    private static List<Integer> convolutions(List<Layer> layers, List<Integer> channels, List<Integer> rowShape) {
        if (rowShape.size() != 3) {
            throw new IllegalArgumentException(
                    "a cnn takes rows of shape [channels, height, width], not " + rowShape);
        }
        List<Integer> shape = rowShape;
        for (int i = 0; i < channels.size(); i++) {
            Layer convolution =
                    new Layer.Conv2d("conv" + (i + 1), shape.get(0), channels.get(i), KERNEL, KERNEL / 2);
            Layer pooling = new Layer.MaxPool2d(POOL);
            layers.add(convolution);
            layers.add(new Layer.Relu());
            layers.add(pooling);
            shape = pooling.outputShape(convolution.outputShape(shape));
        }
        return shape;
    }

    private static void head(List<Layer> layers, int features, List<Integer> hidden, double dropout, int classes) {
        int inputs = features;
        for (int i = 0; i < hidden.size(); i++) {
            layers.add(new Layer.Dense("fc" + (i + 1), inputs, hidden.get(i)));
            layers.add(new Layer.Relu());
            if (dropout > 0) {
                layers.add(new Layer.Dropout(dropout, false));
            }
            inputs = hidden.get(i);
        }
        layers.add(new Layer.Dense("fc" + (hidden.size() + 1), inputs, classes));
    }
}
