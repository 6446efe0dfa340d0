package dev.assay.ledger.wire;

import com.google.protobuf.ProtocolMessageEnum;
import dev.assay.ledger.campaign.HoldOutReader;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.proto.ledger.v1.LedgerV1;
import dev.assay.research.program.Arm;

/** Mappings of the enums. A number that this release does not know was written by a newer one. */
final class StoredNames {
    private StoredNames() {}

    static LedgerV1.Phase toProto(Phase phase) {
        return switch (phase) {
            case BASELINE -> LedgerV1.Phase.PHASE_BASELINE;
            case CALIBRATION -> LedgerV1.Phase.PHASE_CALIBRATION;
            case SEARCH -> LedgerV1.Phase.PHASE_SEARCH;
            case CONTROLS -> LedgerV1.Phase.PHASE_CONTROLS;
            case CONFIRMATION -> LedgerV1.Phase.PHASE_CONFIRMATION;
            case FINISHED -> LedgerV1.Phase.PHASE_FINISHED;
        };
    }

    static Phase fromProto(LedgerV1.Phase phase) {
        return switch (phase) {
            case PHASE_BASELINE -> Phase.BASELINE;
            case PHASE_CALIBRATION -> Phase.CALIBRATION;
            case PHASE_SEARCH -> Phase.SEARCH;
            case PHASE_CONTROLS -> Phase.CONTROLS;
            case PHASE_CONFIRMATION -> Phase.CONFIRMATION;
            case PHASE_FINISHED -> Phase.FINISHED;
            case PHASE_UNSPECIFIED, UNRECOGNIZED -> throw unknown(phase);
        };
    }

    static LedgerV1.Arm toProto(Arm arm) {
        return switch (arm) {
            case AGENT -> LedgerV1.Arm.ARM_AGENT;
            case RANDOM -> LedgerV1.Arm.ARM_RANDOM;
            case SCALAR -> LedgerV1.Arm.ARM_SCALAR;
        };
    }

    static Arm fromProto(LedgerV1.Arm arm) {
        return switch (arm) {
            case ARM_AGENT -> Arm.AGENT;
            case ARM_RANDOM -> Arm.RANDOM;
            case ARM_SCALAR -> Arm.SCALAR;
            case UNRECOGNIZED -> throw unknown(arm);
        };
    }

    static LedgerV1.Verdict toProto(Verdict verdict) {
        return switch (verdict) {
            case KEEP -> LedgerV1.Verdict.VERDICT_KEEP;
            case DISCARD -> LedgerV1.Verdict.VERDICT_DISCARD;
            case CRASH -> LedgerV1.Verdict.VERDICT_CRASH;
        };
    }

    static Verdict fromProto(LedgerV1.Verdict verdict) {
        return switch (verdict) {
            case VERDICT_KEEP -> Verdict.KEEP;
            case VERDICT_DISCARD -> Verdict.DISCARD;
            case VERDICT_CRASH -> Verdict.CRASH;
            case VERDICT_UNSPECIFIED, UNRECOGNIZED -> throw unknown(verdict);
        };
    }

    static LedgerV1.HoldOutReader toProto(HoldOutReader reader) {
        return switch (reader) {
            case CONFIRMATION -> LedgerV1.HoldOutReader.HOLD_OUT_READER_CONFIRMATION;
            case REPORT -> LedgerV1.HoldOutReader.HOLD_OUT_READER_REPORT;
        };
    }

    /** Until there was a second reader, none was written. */
    static HoldOutReader fromProto(LedgerV1.HoldOutReader reader) {
        return switch (reader) {
            case HOLD_OUT_READER_UNSPECIFIED, HOLD_OUT_READER_CONFIRMATION -> HoldOutReader.CONFIRMATION;
            case HOLD_OUT_READER_REPORT -> HoldOutReader.REPORT;
            case UNRECOGNIZED -> throw unknown(reader);
        };
    }

    static LedgerV1.FailureCode toProto(FailureCode code) {
        return switch (code) {
            case TRAINING_FAILED -> LedgerV1.FailureCode.FAILURE_CODE_TRAINING_FAILED;
            case DIVERGED -> LedgerV1.FailureCode.FAILURE_CODE_DIVERGED;
            case QUORUM_MISSED -> LedgerV1.FailureCode.FAILURE_CODE_QUORUM_MISSED;
            case NO_CLIENTS -> LedgerV1.FailureCode.FAILURE_CODE_NO_CLIENTS;
            case TASK_UNAVAILABLE -> LedgerV1.FailureCode.FAILURE_CODE_TASK_UNAVAILABLE;
            case STORAGE_FAILED -> LedgerV1.FailureCode.FAILURE_CODE_STORAGE_FAILED;
            case EVALUATION_FAILED -> LedgerV1.FailureCode.FAILURE_CODE_EVALUATION_FAILED;
            case NOT_REPRODUCED -> LedgerV1.FailureCode.FAILURE_CODE_NOT_REPRODUCED;
            case COST_EXCEEDED -> LedgerV1.FailureCode.FAILURE_CODE_COST_EXCEEDED;
            case SCORE_NOT_FINITE -> LedgerV1.FailureCode.FAILURE_CODE_SCORE_NOT_FINITE;
            case REFUSED_BY_POLICY -> LedgerV1.FailureCode.FAILURE_CODE_REFUSED_BY_POLICY;
        };
    }

    static FailureCode fromProto(LedgerV1.FailureCode code) {
        return switch (code) {
            case FAILURE_CODE_TRAINING_FAILED -> FailureCode.TRAINING_FAILED;
            case FAILURE_CODE_DIVERGED -> FailureCode.DIVERGED;
            case FAILURE_CODE_QUORUM_MISSED -> FailureCode.QUORUM_MISSED;
            case FAILURE_CODE_NO_CLIENTS -> FailureCode.NO_CLIENTS;
            case FAILURE_CODE_TASK_UNAVAILABLE -> FailureCode.TASK_UNAVAILABLE;
            case FAILURE_CODE_STORAGE_FAILED -> FailureCode.STORAGE_FAILED;
            case FAILURE_CODE_EVALUATION_FAILED -> FailureCode.EVALUATION_FAILED;
            case FAILURE_CODE_NOT_REPRODUCED -> FailureCode.NOT_REPRODUCED;
            case FAILURE_CODE_COST_EXCEEDED -> FailureCode.COST_EXCEEDED;
            case FAILURE_CODE_SCORE_NOT_FINITE -> FailureCode.SCORE_NOT_FINITE;
            case FAILURE_CODE_REFUSED_BY_POLICY -> FailureCode.REFUSED_BY_POLICY;
            case FAILURE_CODE_UNSPECIFIED, UNRECOGNIZED -> throw unknown(code);
        };
    }

    private static UnreadableEventException unknown(ProtocolMessageEnum value) {
        return UnreadableEventException.ofNewerRelease(
                "stored " + value.getClass().getSimpleName() + " '" + value
                        + "' is not known to this release: a newer release of Assay wrote it; read this ledger with that"
                        + " release or a later one");
    }
}
