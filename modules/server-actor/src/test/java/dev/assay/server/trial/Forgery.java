package dev.assay.server.trial;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.client.site.AnnouncedUpdate;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport.UpdateAnnounced;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelSchema;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.model.TensorSpec;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.proto.federation.v1.FederationV1;
import dev.assay.runtime.transfer.TransferException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.pekko.serialization.SerializationExtension;

/** Updates made from sound ones, with one thing changed. */
final class Forgery {
    private Forgery() {}

    /** The announcement of an update, whose vectors are published for good. */
    static byte[] encoded(ModelUpdate sound, TrialBench bench) {
        try {
            return SerializationExtension.get(bench.kit.system())
                    .serialize(new UpdateAnnounced(AnnouncedUpdate.of(sound, bench.transfer.publications())))
                    .get();
        } catch (TransferException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] altered(ModelUpdate sound, TrialBench bench, UnaryOperator<FederationV1.ModelUpdate.Builder> change) {
        try {
            return change.apply(FederationV1.ModelUpdate.parseFrom(encoded(sound, bench)).toBuilder())
                    .build()
                    .toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** The names in another order, so that the same number of values would mean something else. */
    static Digest permutedSchema() {
        return new ModelSchema(List.of(new TensorSpec("bias", List.of(7)), new TensorSpec("weight", List.of(20))))
                .digest();
    }

    interface Value {
        float at(int index);
    }

    static LocalUpdate filled(LocalUpdate local, Value value) {
        float[] values = new float[local.diff().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.at(i);
        }
        return withDiff(local, ModelVector.adopt(values));
    }

    static ModelVector vector(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return ModelVector.adopt(values);
    }

    static ModelUpdate with(ModelUpdate update, LocalUpdate local) {
        return new ModelUpdate(update.trialId(), update.round(), update.site(), update.schema(), local);
    }

    static ModelUpdate named(ModelUpdate update, String trialId, int round, int site) {
        return new ModelUpdate(trialId, round, site, update.schema(), update.local());
    }

    static LocalUpdate withDiff(LocalUpdate local, ModelVector diff) {
        return new LocalUpdate(
                diff, local.controlDelta(), local.steps(), local.samples(), local.meanLoss(), local.state());
    }

    static LocalUpdate claiming(LocalUpdate local, int steps, long samples) {
        return new LocalUpdate(local.diff(), local.controlDelta(), steps, samples, local.meanLoss(), local.state());
    }

    static LocalUpdate withState(LocalUpdate local, SiteState state) {
        return new LocalUpdate(
                local.diff(), local.controlDelta(), local.steps(), local.samples(), local.meanLoss(), state);
    }

    static LocalUpdate withUnits(LocalUpdate local, int units) {
        return withState(
                local,
                new SiteState(units, local.state().momentum(), local.state().control()));
    }

    static LocalUpdate withMomentum(LocalUpdate local, ModelVector momentum) {
        return withState(
                local,
                new SiteState(
                        local.state().unitsDone(),
                        Optional.of(momentum),
                        local.state().control()));
    }

    static LocalUpdate withControl(LocalUpdate local, ModelVector delta, Optional<ModelVector> control) {
        return new LocalUpdate(
                local.diff(),
                Optional.of(delta),
                local.steps(),
                local.samples(),
                local.meanLoss(),
                new SiteState(local.state().unitsDone(), local.state().momentum(), control));
    }
}
