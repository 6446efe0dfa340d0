package dev.assay.cli.node;

import dev.assay.cli.BadInput;
import dev.assay.learning.training.TrainingEngine;
import java.util.List;

/** Loads what computes, when it is needed: that is slow, and a node may be refused for another reason. */
@FunctionalInterface
public interface EngineSource {
    /**
     * One engine a device, in the order of their indices; at least one.
     *
     * @throws BadInput when there is no device of the kind that was asked for
     */
    List<TrainingEngine> load() throws BadInput;
}
