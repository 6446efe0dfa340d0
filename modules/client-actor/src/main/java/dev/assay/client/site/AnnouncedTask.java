package dev.assay.client.site;

import dev.assay.learning.digest.Digest;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.Publications;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A {@link ModelTask} on its way to another node: its vectors are to be fetched. */
public record AnnouncedTask(
        String trialId, int round, Digest schema, AnnouncedVector global, Optional<AnnouncedVector> globalControl) {

    /** Publishes the task's vectors, which takes its time. */
    public static AnnouncedTask of(ModelTask task, Publications publications) throws TransferException {
        return new AnnouncedTask(
                task.trialId(),
                task.round(),
                task.schema(),
                publications.publish(task.global()),
                publications.publish(task.globalControl()));
    }

    /**
     * Has the task's vectors fetched.
     *
     * @param size parameters of the model that this node expects
     * @return fails with {@link IllegalArgumentException} when the task's vectors have another size, before any is fetched
     */
    CompletionStage<ModelTask> fetch(Transfer transfer, int size) {
        AnnouncedState.requireSize("global model", Optional.of(global), size);
        AnnouncedState.requireSize("global control variate", globalControl, size);
        return transfer.fetch(global)
                .thenCombine(
                        transfer.fetch(globalControl),
                        (model, control) -> new ModelTask(trialId, round, schema, model, control));
    }
}
