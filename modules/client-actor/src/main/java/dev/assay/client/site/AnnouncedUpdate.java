package dev.assay.client.site;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.privacy.Protection;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.Publications;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * A {@link ModelUpdate} on its way to another node: its vectors are to be fetched. What a field says is as in {@link ModelUpdate}
 * and {@link LocalUpdate}, and as little to be trusted; where the task has a codec, the DIFF is its words.
 */
public record AnnouncedUpdate(
        String trialId,
        int round,
        int site,
        Digest schema,
        UpdateKind kind,
        AnnouncedVector diff,
        Optional<AnnouncedVector> controlDelta,
        int steps,
        long samples,
        double meanLoss,
        AnnouncedState state,
        Optional<Protection> protection) {

    /** As it was trained. */
    public AnnouncedUpdate(
            String trialId,
            int round,
            int site,
            Digest schema,
            UpdateKind kind,
            AnnouncedVector diff,
            Optional<AnnouncedVector> controlDelta,
            int steps,
            long samples,
            double meanLoss,
            AnnouncedState state) {
        this(trialId, round, site, schema, kind, diff, controlDelta, steps, samples, meanLoss, state, Optional.empty());
    }

    /** Publishes the update's vectors, which takes its time. */
    public static AnnouncedUpdate of(ModelUpdate update, Publications publications) throws TransferException {
        LocalUpdate local = update.local();
        return new AnnouncedUpdate(
                update.trialId(),
                update.round(),
                update.site(),
                update.schema(),
                update.kind(),
                publications.publish(local.diff()),
                publications.publish(local.controlDelta()),
                local.steps(),
                local.samples(),
                local.meanLoss(),
                AnnouncedState.of(local.state(), publications),
                update.protection());
    }

    /** All that are to be fetched. */
    public List<AnnouncedVector> vectors() {
        return Stream.of(Optional.of(diff), controlDelta, state.momentum(), state.control())
                .flatMap(Optional::stream)
                .toList();
    }

    /** Has the update's vectors fetched, whatever their sizes. */
    public CompletionStage<ModelUpdate> fetch(Transfer transfer) {
        CompletionStage<Optional<ModelVector>> delta = transfer.fetch(controlDelta);
        CompletionStage<SiteState> kept = state.fetch(transfer);
        return transfer.fetch(diff)
                .thenCompose(local -> delta.thenCombine(
                        kept, (control, own) -> new LocalUpdate(local, control, steps, samples, meanLoss, own)))
                .thenApply(local -> new ModelUpdate(trialId, round, site, schema, kind, local, protection));
    }
}
