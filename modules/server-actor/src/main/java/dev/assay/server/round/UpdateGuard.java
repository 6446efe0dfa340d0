package dev.assay.server.round;

import dev.assay.client.site.AnnouncedUpdate;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.UpdateKind;
import dev.assay.learning.codec.Coded;
import dev.assay.learning.codec.MalformedEncoding;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.research.profile.UpdateLimits;
import dev.assay.server.round.Refusal.Code;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether an update may be folded into a round's aggregate. Nothing that a site says of itself is taken on trust:
 * the steps must be those that the task orders and the rows those that they take, the DIFF must fit the schema and stay
 * within the norm bound, and what the site keeps must fit too, since it goes into the checkpoint, and go on from what it had
 * kept before. Whether a site trained on
 * its rows, or what its loss was, cannot be seen from here.
 *
 * @param trialId the trial
 * @param schema digest of the model's schema
 * @param size parameters of the model
 * @param steps optimizer steps that each site must take in a round, by site index
 * @param samples rows that these steps take, by site index
 * @param unitsPerRound schedule units that a round adds to a site's state
 * @param control whether updates carry a control variate's delta, and states a control variate
 * @param limits largest Euclidean norm of a DIFF, as it is decoded, and of a control variate's delta; how a DIFF is encoded
 */
public record UpdateGuard(
        String trialId,
        Digest schema,
        int size,
        List<Integer> steps,
        List<Long> samples,
        int unitsPerRound,
        boolean control,
        UpdateLimits limits) {
    private static final int FRAME = 4_096;

    public UpdateGuard {
        steps = List.copyOf(steps);
        samples = List.copyOf(samples);
    }

    /** The bytes of the largest message that can announce an update of this trial. */
    public long largestMessage() {
        return FRAME + trialId.length() * 3L;
    }

    /** Whether an announced update is of a size that is worth fetching: no vector of it is larger than the model. */
    public Optional<Refusal> checkSize(AnnouncedUpdate update) {
        int most = Math.max(
                size, limits.codec().map(codec -> Coded.words(codec, size)).orElse(0));
        return update.vectors().stream()
                .filter(vector -> vector.values() > most)
                .findFirst()
                .map(vector -> new Refusal(
                        Code.TOO_LARGE, "a vector of " + vector.values() + " values, the model has " + size));
    }

    /**
     * An update that came from another node as it is meant: its DIFF decoded.
     *
     * @throws MalformedEncoding when it cannot be
     */
    public ModelUpdate decoded(ModelUpdate update) throws MalformedEncoding {
        return limits.codec().isEmpty()
                ? update
                : update.withDiff(
                        Coded.decode(limits.codec().get(), update.local().diff(), size));
    }

    /** Payload bytes of an update: its DIFF, and under SCAFFOLD the control variate's delta. */
    public long updateBytes() {
        return limits.diffBytes(size) + (control ? (long) size * Float.BYTES : 0);
    }

    /**
     * @param round the round that is open
     * @param answered whether the update's site has already answered in this round
     * @param before what the site had kept at the round's start
     * @return empty when the update is sound
     */
    public Optional<Refusal> check(ModelUpdate update, int round, boolean answered, SiteState before) {
        if (!update.trialId().equals(trialId)) {
            return refuse(Code.WRONG_TRIAL, "trial " + update.trialId() + ", this is " + trialId);
        }
        if (update.round() != round) {
            Code code = update.round() < round ? Code.LATE : Code.WRONG_ROUND;
            return refuse(code, "round " + update.round() + ", open is round " + round);
        }
        if (update.site() < 0 || update.site() >= steps.size()) {
            return refuse(Code.UNKNOWN_SITE, "site " + update.site() + ", sites are 0 to " + (steps.size() - 1));
        }
        if (answered) {
            return refuse(Code.DUPLICATE, "site " + update.site() + " has already answered in round " + round);
        }
        Optional<Refusal> bad = checkContent(update);
        return bad.isPresent() ? bad : checkState(update.local(), before);
    }

    private Optional<Refusal> checkContent(ModelUpdate update) {
        LocalUpdate local = update.local();
        if (update.kind() != UpdateKind.DIFF) {
            return refuse(Code.WRONG_KIND, "a vector of kind " + update.kind() + ", only DIFF is taken");
        }
        if (!update.schema().equals(schema)) {
            return refuse(
                    Code.WRONG_SCHEMA, "schema " + update.schema().brief() + ", the model's is " + schema.brief());
        }
        if (local.diff().size() != size) {
            return refuse(Code.WRONG_SIZE, local.diff().size() + " values, the model has " + size);
        }
        int ordered = steps.get(update.site());
        if (local.steps() != ordered) {
            return refuse(Code.WRONG_STEPS, local.steps() + " steps, ordered were " + ordered);
        }
        long taken = samples.get(update.site());
        if (local.samples() != taken) {
            return refuse(
                    Code.WRONG_SAMPLES, local.samples() + " samples, the " + ordered + " ordered steps take " + taken);
        }
        if (local.controlDelta().isPresent() != control) {
            return refuse(Code.WRONG_CONTROL, control ? "no control delta" : "a control delta that nobody asked for");
        }
        if (!Double.isFinite(local.meanLoss())) {
            return refuse(Code.NOT_FINITE, "a mean loss of " + local.meanLoss());
        }
        Optional<Refusal> bad = checkValues("DIFF", local.diff());
        return bad.isPresent() ? bad : local.controlDelta().flatMap(delta -> checkValues("control delta", delta));
    }

    private Optional<Refusal> checkValues(String what, ModelVector vector) {
        if (vector.size() != size) {
            return refuse(Code.WRONG_SIZE, what + " of " + vector.size() + " values, the model has " + size);
        }
        double norm = vector.norm();
        if (!Double.isFinite(norm)) {
            return refuse(Code.NOT_FINITE, what + " has values that are not finite");
        }
        if (norm > limits.maxNorm()) {
            return refuse(Code.NORM_TOO_LARGE, what + " of norm " + norm + ", at most " + limits.maxNorm());
        }
        return Optional.empty();
    }

    private Optional<Refusal> checkState(LocalUpdate local, SiteState before) {
        SiteState state = local.state();
        int unitsDone = before.unitsDone() + unitsPerRound;
        if (state.unitsDone() != unitsDone) {
            return refuse(
                    Code.WRONG_STATE,
                    "a state after " + state.unitsDone() + " schedule units, after this round it is " + unitsDone);
        }
        if (state.control().isPresent() != control) {
            return refuse(
                    Code.WRONG_STATE,
                    control ? "a state without control variate" : "a state with a control variate that no rule keeps");
        }
        Optional<Refusal> bad = state.momentum().flatMap(momentum -> checkKept("momentum", momentum));
        return bad.isPresent() ? bad : state.control().flatMap(kept -> checkControl(kept, before, local));
    }

    /** The delta is what the control variate has moved by, to the bit: it is how the site came by it. */
    private Optional<Refusal> checkControl(ModelVector kept, SiteState before, LocalUpdate local) {
        Optional<Refusal> bad = checkKept("control variate", kept);
        if (bad.isPresent()) {
            return bad;
        }
        ModelVector moved = before.control().map(kept::minus).orElse(kept);
        return local.controlDelta().equals(Optional.of(moved))
                ? Optional.empty()
                : refuse(Code.WRONG_STATE, "a control variate that has not moved by the control delta");
    }

    /** Unlike a DIFF, what a site keeps for itself has no bound: a buffer may grow over the rounds. */
    private Optional<Refusal> checkKept(String what, ModelVector vector) {
        if (vector.size() != size) {
            return refuse(Code.WRONG_STATE, what + " of " + vector.size() + " values, the model has " + size);
        }
        return vector.isFinite() ? Optional.empty() : refuse(Code.NOT_FINITE, what + " has values that are not finite");
    }

    private static Optional<Refusal> refuse(Code code, String message) {
        return Optional.of(new Refusal(code, message));
    }
}
