package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.assay.learning.architecture.Layer;
import dev.assay.training.network.DropoutMasks;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** Draws dropout masks from the site's own stream: the engine's generator is one for the whole process. */
final class SiteDropout implements DropoutMasks {
    private final UniformRandomProvider random;

    SiteDropout(UniformRandomProvider random) {
        this.random = random;
    }

    @Override
    public Optional<NDArray> mask(Layer.Dropout layer, NDArray input) {
        if (layer.rate() == 0) {
            return Optional.empty();
        }
        Shape shape = layer.wholeChannels()
                ? new Shape(input.getShape().get(0), input.getShape().get(1), 1, 1)
                : input.getShape();
        int size = Math.toIntExact(shape.size());
        float kept = (float) (1 / (1 - layer.rate()));
        float rate = (float) layer.rate();
        DirectFloats mask = new DirectFloats(size);
        for (int i = 0; i < size; i++) {
            mask.put(i, random.nextFloat() < rate ? 0 : kept);
        }
        return Optional.of(input.getManager().create(mask.first(size), shape, DataType.FLOAT32));
    }
}
