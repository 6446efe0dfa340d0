package dev.assay.ledger.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.proto.ledger.v1.LedgerV1;
import dev.assay.research.cost.Cost;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.review.Comparison;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Mappings of the values that events of both entities share. */
final class ValueWire {
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private ValueWire() {}

    /** Nanoseconds since the epoch, which reaches from 1677 to 2262. */
    static long toNanos(Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "time " + instant + " is outside what the ledger holds, 1678 to 2261", e);
        }
    }

    static Instant toInstant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    static ByteString toProto(Digest digest) {
        return ByteString.copyFrom(digest.bytes());
    }

    static Digest fromProto(ByteString hash) {
        return Digest.ofHash(hash.toByteArray());
    }

    static LedgerV1.Recipe toProto(Recipe recipe) {
        return LedgerV1.Recipe.newBuilder()
                .setCanonical(recipe.canonical())
                .setDigest(toProto(recipe.digest()))
                .build();
    }

    static Recipe fromProto(LedgerV1.Recipe stored) {
        Recipe recipe = Recipe.parse(stored.getCanonical());
        Digest recorded = fromProto(stored.getDigest());
        if (!recipe.digest().equals(recorded)) {
            throw new IllegalArgumentException("recipe was recorded with digest " + recorded.brief()
                    + " but reads back with " + recipe.digest().brief());
        }
        return recipe;
    }

    static LedgerV1.Cost toProto(Cost cost) {
        return LedgerV1.Cost.newBuilder()
                .setSamples(cost.samples())
                .setSteps(cost.steps())
                .setBytesDown(cost.bytesDown())
                .setBytesUp(cost.bytesUp())
                .setSeconds(cost.seconds())
                .build();
    }

    static Cost fromProto(LedgerV1.Cost cost) {
        return new Cost(cost.getSamples(), cost.getSteps(), cost.getBytesDown(), cost.getBytesUp(), cost.getSeconds());
    }

    static LedgerV1.Comparison toProto(Comparison comparison) {
        return LedgerV1.Comparison.newBuilder()
                .setPairs(comparison.pairs())
                .setMeanGain(comparison.meanGain())
                .setHalfWidth(comparison.halfWidth())
                .setLower(comparison.lower())
                .setUpper(comparison.upper())
                .build();
    }

    static Comparison fromProto(LedgerV1.Comparison comparison) {
        return new Comparison(
                comparison.getPairs(),
                comparison.getMeanGain(),
                comparison.getHalfWidth(),
                comparison.getLower(),
                comparison.getUpper());
    }

    static LedgerV1.TrialOutcome toProto(TrialOutcome outcome) {
        LedgerV1.TrialOutcome.Builder stored = LedgerV1.TrialOutcome.newBuilder();
        if (outcome instanceof TrialOutcome.Scored scored) {
            return stored.setScored(toProto(scored)).build();
        }
        if (outcome instanceof TrialOutcome.Failed failed) {
            return stored.setFailed(toProto(failed)).build();
        }
        throw new AssertionError("no mapping for " + outcome.getClass().getName());
    }

    static TrialOutcome fromProto(LedgerV1.TrialOutcome outcome) {
        return switch (outcome.getOutcomeCase()) {
            case SCORED -> fromProto(outcome.getScored());
            case FAILED -> fromProto(outcome.getFailed());
            case OUTCOME_NOT_SET -> throw missing(outcome, "outcome");
        };
    }

    /** Of a message without the one thing that it is for: a field that this release does not know may be that. */
    static RuntimeException missing(Message message, String what) {
        return message.getUnknownFields().asMap().isEmpty()
                ? new IllegalArgumentException("no " + what + " in the "
                        + message.getDescriptorForType().getName())
                : UnreadableEventException.ofNewerRelease("stored "
                        + message.getDescriptorForType().getName() + " has an " + what
                        + " that is not known to this release: a newer release of Assay wrote it; read this ledger with"
                        + " that release or a later one");
    }

    private static LedgerV1.Scored toProto(TrialOutcome.Scored scored) {
        LedgerV1.Scored.Builder stored = LedgerV1.Scored.newBuilder()
                .setSelection(scored.selection())
                .setModel(toProto(scored.model()))
                .setCost(toProto(scored.cost()));
        scored.holdOut().ifPresent(stored::setHoldOut);
        return stored.build();
    }

    private static TrialOutcome fromProto(LedgerV1.Scored scored) {
        OptionalDouble holdOut = scored.hasHoldOut() ? OptionalDouble.of(scored.getHoldOut()) : OptionalDouble.empty();
        return new TrialOutcome.Scored(
                scored.getSelection(), holdOut, fromProto(scored.getModel()), fromProto(scored.getCost()));
    }

    private static LedgerV1.Failed toProto(TrialOutcome.Failed failed) {
        return LedgerV1.Failed.newBuilder()
                .setCode(StoredNames.toProto(failed.code()))
                .setMessage(failed.message())
                .setCost(toProto(failed.cost()))
                .build();
    }

    private static TrialOutcome fromProto(LedgerV1.Failed failed) {
        return new TrialOutcome.Failed(
                StoredNames.fromProto(failed.getCode()), failed.getMessage(), fromProto(failed.getCost()));
    }
}
