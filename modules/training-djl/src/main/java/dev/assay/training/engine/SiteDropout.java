package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.assay.learning.architecture.Layer;
import dev.assay.training.network.DropoutMasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws dropout masks from the site's own stream: the engine's generator is one for the whole process. Each layer's mask has
 * memory of its own, which the next step fills anew.
 */
final class SiteDropout implements DropoutMasks {
    private final UniformRandomProvider random;
    private final List<DirectFloats> memory = new ArrayList<>();
    private int masks;

    SiteDropout(UniformRandomProvider random) {
        this.random = random;
    }

    /** The masks of the step before are no longer in use. */
    void beginStep() {
        masks = 0;
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
        DirectFloats mask = memory(size);
        for (int i = 0; i < size; i++) {
            mask.put(i, random.nextFloat() < rate ? 0 : kept);
        }
        return Optional.of(input.getManager().create(mask.first(size), shape, DataType.FLOAT32));
    }

    private DirectFloats memory(int size) {
        if (masks == memory.size()) {
            memory.add(new DirectFloats(size));
        } else if (memory.get(masks).size() < size) {
            memory.set(masks, new DirectFloats(size));
        }
        return memory.get(masks++);
    }
}
