package dev.assay.training.network;

import ai.djl.ndarray.NDArray;
import dev.assay.learning.architecture.Layer;
import java.util.Optional;

/** Where the masks of dropout layers come from. */
public interface DropoutMasks {
    /** Outside training nothing is dropped. */
    DropoutMasks NONE = (layer, input) -> Optional.empty();

    /**
     * What a dropout layer's input is multiplied with in this step: 0 where a value is dropped, {@code 1 / (1 - rate)}
     * elsewhere; empty to let it pass.
     *
     * @param input whose manager the mask belongs to, and whose shape it fits
     */
    Optional<NDArray> mask(Layer.Dropout layer, NDArray input);
}
