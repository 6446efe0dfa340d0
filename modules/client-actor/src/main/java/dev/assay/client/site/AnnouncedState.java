package dev.assay.client.site;

import dev.assay.learning.training.SiteState;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.Publications;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A {@link SiteState} on its way to another node: its vectors are to be fetched. */
public record AnnouncedState(int unitsDone, Optional<AnnouncedVector> momentum, Optional<AnnouncedVector> control) {

    /** Publishes the state's vectors, which takes its time. */
    public static AnnouncedState of(SiteState state, Publications publications) throws TransferException {
        return new AnnouncedState(
                state.unitsDone(), publications.publish(state.momentum()), publications.publish(state.control()));
    }

    /** Has the state's vectors fetched. */
    CompletionStage<SiteState> fetch(Transfer transfer) {
        return transfer.fetch(momentum)
                .thenCombine(
                        transfer.fetch(control),
                        (fetchedMomentum, fetchedControl) -> new SiteState(unitsDone, fetchedMomentum, fetchedControl));
    }

    /**
     * As {@link #fetch(Transfer)}.
     *
     * @param size parameters of the model that this node expects
     * @throws IllegalArgumentException when the state's vectors have another size
     */
    CompletionStage<SiteState> fetch(Transfer transfer, int size) {
        requireSize("momentum", momentum, size);
        requireSize("control variate", control, size);
        return fetch(transfer);
    }

    static void requireSize(String what, Optional<AnnouncedVector> vector, int size) {
        vector.ifPresent(announced -> {
            if (announced.values() != size) {
                throw new IllegalArgumentException("the server announces a " + what + " of " + announced.values()
                        + " values, the task's model has " + size);
            }
        });
    }
}
