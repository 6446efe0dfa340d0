package dev.assay.client.site;

import dev.assay.learning.training.SiteState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where a session has its site's state from. */
@FunctionalInterface
interface StateSource {
    /** @param size parameters of the model, as every vector of the state must have */
    CompletionStage<SiteState> state(int size);

    /** The state itself. */
    static StateSource here(SiteState state) {
        return size -> CompletableFuture.completedFuture(state);
    }
}
