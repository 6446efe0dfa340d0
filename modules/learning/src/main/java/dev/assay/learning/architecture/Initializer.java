package dev.assay.learning.architecture;

import dev.assay.learning.model.ModelVector;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;

/** Initial models: the distributions are the layers' own, which are PyTorch's. */
public final class Initializer {
    private Initializer() {}

    /** The initial model of a trial; each layer draws from a stream of its own. */
    public static ModelVector initialModel(Network network, long seed) {
        float[] values = new float[network.schema().size()];
        int at = 0;
        for (int layer = 0; layer < network.layers().size(); layer++) {
            Layer current = network.layers().get(layer);
            UniformRandomProvider random = RandomStreams.stream(seed, RandomPurpose.INITIAL_MODEL, layer);
            for (int tensor = 0; tensor < current.tensors().size(); tensor++) {
                InitialValues initial = current.initialValues().get(tensor);
                int end = at + current.tensors().get(tensor).size();
                while (at < end) {
                    values[at++] = initial.draw(random);
                }
            }
        }
        return ModelVector.adopt(values);
    }
}
