package dev.assay.learning.architecture;

import dev.assay.learning.model.ModelSchema;
import java.util.List;

/**
 * A sequential network as data.
 *
 * @param name the name under which a profile lists it
 * @param inputShape the shape of one row of features, without the batch dimension
 * @param layers executed in order; their shapes must fit, which the constructor checks
 */
public record Network(String name, List<Integer> inputShape, List<Layer> layers) {
    public Network {
        inputShape = List.copyOf(inputShape);
        layers = List.copyOf(layers);
        shapeAfter(inputShape, layers);
    }

    /** The shape of one row of outputs, for a classifier [classes]. */
    public List<Integer> outputShape() {
        return shapeAfter(inputShape, layers);
    }

    public ModelSchema schema() {
        return new ModelSchema(
                layers.stream().flatMap(layer -> layer.tensors().stream()).toList());
    }

    private static List<Integer> shapeAfter(List<Integer> input, List<Layer> layers) {
        List<Integer> shape = input;
        for (Layer layer : layers) {
            shape = layer.outputShape(shape);
        }
        return shape;
    }
}
