package dev.assay.learning.architecture;

import dev.assay.learning.model.ModelVector;
import dev.assay.learning.model.TensorSpec;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Initial models: weights and biases are uniform between -1/sqrt(fan in) and 1/sqrt(fan in), which is what PyTorch's linear
 * and convolution layers start from.
 */
public final class Initializer {
    private Initializer() {}

    /** The initial model of a trial; each layer draws from a stream of its own. */
    public static ModelVector initialModel(Network network, long seed) {
        float[] values = new float[network.schema().size()];
        int at = 0;
        for (int layer = 0; layer < network.layers().size(); layer++) {
            Layer current = network.layers().get(layer);
            int count = current.tensors().stream().mapToInt(TensorSpec::size).sum();
            UniformRandomProvider random = RandomStreams.stream(seed, RandomPurpose.INITIAL_MODEL, layer);
            double bound = 1 / Math.sqrt(current.fanIn());
            for (int i = 0; i < count; i++) {
                values[at++] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
        }
        return ModelVector.adopt(values);
    }
}
