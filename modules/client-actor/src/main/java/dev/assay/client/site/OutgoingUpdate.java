package dev.assay.client.site;

import dev.assay.client.policy.PolicyGate;
import dev.assay.client.policy.PolicyGate.Released;
import dev.assay.client.policy.RefusedByPolicy;
import dev.assay.learning.codec.Codec;
import dev.assay.learning.codec.Coded;
import dev.assay.learning.codec.ErrorFeedback;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import java.io.IOException;
import java.util.Optional;

/**
 * What a site has trained, as it leaves: let out by its operator's policy, and encoded. A codec that keeps a residual encodes
 * first, so that the policy is asked of what really leaves; under any other, what the policy has made of the update is encoded.
 *
 * @param released what the policy let out
 * @param coded the DIFF; empty where it is sent as whole floats
 * @param residual what the site keeps of it for its next update; empty where the codec has none
 */
record OutgoingUpdate(Released released, Optional<Coded> coded, Optional<ModelVector> residual) {

    /**
     * @param kept the residual of the update before
     * @param data digest of the site's rows
     * @throws RefusedByPolicy when it may not leave
     * @throws IOException when what it gives away cannot be put down; it does not leave then
     */
    static OutgoingUpdate of(
            LocalUpdate local, Optional<Codec> codec, Optional<ModelVector> kept, PolicyGate gate, Digest data)
            throws RefusedByPolicy, IOException {
        if (codec.filter(Codec::keepsResidual).isEmpty()) {
            Released released = gate.release(local, data);
            return new OutgoingUpdate(
                    released,
                    codec.map(given -> Coded.of(given, released.update().diff())),
                    Optional.empty());
        }
        ErrorFeedback feedback = ErrorFeedback.of(codec.get(), local.diff(), kept);
        Released released = gate.release(local.withDiff(feedback.sent().decoded()), data);
        if (released.protection().isPresent()) {
            throw new IllegalStateException("a policy that changes updates lets no such codec in");
        }
        return new OutgoingUpdate(released, Optional.of(feedback.sent()), Optional.of(feedback.residual()));
    }

    /** @param here whether its server is in this process, and is given what others decode */
    ModelVector diff(boolean here) {
        return coded.map(both -> here ? both.decoded() : both.words())
                .orElseGet(() -> released.update().diff());
    }
}
