package dev.assay.ledger.wire;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.proto.ledger.v1.LedgerV1;
import dev.assay.research.review.Comparison;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Events of a campaign to Protobuf and back. */
final class CampaignWire {
    private CampaignWire() {}

    static LedgerV1.CampaignEntry.Builder toProto(CampaignEvent event) {
        LedgerV1.CampaignEntry.Builder entry =
                LedgerV1.CampaignEntry.newBuilder().setAtNanos(ValueWire.toNanos(event.at()));
        if (event instanceof CampaignEvent.CampaignStarted e) {
            entry.setCampaignStarted(started(e));
        } else if (event instanceof CampaignEvent.PhaseEntered e) {
            entry.setPhaseEntered(LedgerV1.PhaseEntered.newBuilder()
                    .setPhase(StoredNames.toProto(e.phase()))
                    .setReason(e.reason()));
        } else if (event instanceof CampaignEvent.CandidateProposed e) {
            entry.setCandidateProposed(proposed(e.candidate()));
        } else if (event instanceof CampaignEvent.ProposalRefused e) {
            entry.setProposalRefused(LedgerV1.ProposalRefused.newBuilder()
                    .setRecipe(ValueWire.toProto(e.recipe()))
                    .setSource(e.source())
                    .addAllViolations(e.violations()));
        } else if (event instanceof CampaignEvent.TrialRequested e) {
            entry.setTrialRequested(LedgerV1.TrialRequested.newBuilder()
                    .setTrialId(e.trialId())
                    .setCandidate(e.candidate())
                    .setSeed(e.seed())
                    .setOpenHoldOut(e.openHoldOut()));
        } else if (event instanceof CampaignEvent.TrialReported e) {
            entry.setTrialReported(reported(e));
        } else if (event instanceof CampaignEvent.CandidateReviewed e) {
            entry.setCandidateReviewed(reviewed(e));
        } else if (event instanceof CampaignEvent.HoldOutOpened e) {
            entry.setHoldOutOpened(LedgerV1.HoldOutOpened.newBuilder()
                    .addAllCandidates(e.candidates())
                    .setReason(e.reason())
                    .setReader(StoredNames.toProto(e.by())));
        } else if (event instanceof CampaignEvent.HoldOutScored e) {
            entry.setHoldOutScored(holdOutScored(e));
        } else if (event instanceof CampaignEvent.ReportWritten e) {
            entry.setReportWritten(reportWritten(e));
        } else if (event instanceof CampaignEvent.CampaignConfirmed e) {
            entry.setCampaignConfirmed(confirmed(e));
        } else if (event instanceof CampaignEvent.StopRequested e) {
            entry.setStopRequested(LedgerV1.StopRequested.newBuilder().setCause(e.cause()));
        } else if (event instanceof CampaignEvent.PauseRequested e) {
            entry.setPauseRequested(LedgerV1.PauseRequested.newBuilder().setCause(e.cause()));
        } else if (event instanceof CampaignEvent.ResumeRequested e) {
            entry.setResumeRequested(LedgerV1.ResumeRequested.newBuilder().setCause(e.cause()));
        } else if (event instanceof CampaignEvent.CampaignFinished e) {
            entry.setCampaignFinished(LedgerV1.CampaignFinished.newBuilder().setReason(e.reason()));
        } else {
            throw new AssertionError("no mapping for " + event.getClass().getName());
        }
        return entry;
    }

    static CampaignEvent fromProto(LedgerV1.CampaignEntry entry) {
        Instant at = ValueWire.toInstant(entry.getAtNanos());
        return switch (entry.getEventCase()) {
            case CAMPAIGN_STARTED -> started(at, entry.getCampaignStarted());
            case PHASE_ENTERED ->
                new CampaignEvent.PhaseEntered(
                        at,
                        StoredNames.fromProto(entry.getPhaseEntered().getPhase()),
                        entry.getPhaseEntered().getReason());
            case CANDIDATE_PROPOSED -> new CampaignEvent.CandidateProposed(at, candidate(entry.getCandidateProposed()));
            case PROPOSAL_REFUSED -> refused(at, entry.getProposalRefused());
            case TRIAL_REQUESTED -> requested(at, entry.getTrialRequested());
            case TRIAL_REPORTED -> reported(at, entry.getTrialReported());
            case CANDIDATE_REVIEWED -> reviewed(at, entry.getCandidateReviewed());
            case HOLD_OUT_OPENED ->
                new CampaignEvent.HoldOutOpened(
                        at,
                        entry.getHoldOutOpened().getCandidatesList(),
                        entry.getHoldOutOpened().getReason(),
                        StoredNames.fromProto(entry.getHoldOutOpened().getReader()));
            case HOLD_OUT_SCORED -> holdOutScored(at, entry.getHoldOutScored());
            case REPORT_WRITTEN -> reportWritten(at, entry.getReportWritten());
            case CAMPAIGN_CONFIRMED -> confirmed(at, entry.getCampaignConfirmed());
            case STOP_REQUESTED ->
                new CampaignEvent.StopRequested(at, entry.getStopRequested().getCause());
            case PAUSE_REQUESTED ->
                new CampaignEvent.PauseRequested(at, entry.getPauseRequested().getCause());
            case RESUME_REQUESTED ->
                new CampaignEvent.ResumeRequested(at, entry.getResumeRequested().getCause());
            case CAMPAIGN_FINISHED ->
                new CampaignEvent.CampaignFinished(
                        at, entry.getCampaignFinished().getReason());
            case EVENT_NOT_SET -> throw ValueWire.missing(entry, "event");
        };
    }

    private static LedgerV1.TrialReported reported(CampaignEvent.TrialReported e) {
        LedgerV1.TrialReported.Builder stored =
                LedgerV1.TrialReported.newBuilder().setTrialId(e.trialId()).setOutcome(ValueWire.toProto(e.outcome()));
        e.chain()
                .ifPresent(head -> stored.setChain(LedgerV1.ChainHead.newBuilder()
                        .setSequence(head.sequence())
                        .setHash(ValueWire.toProto(head.hash()))));
        return stored.build();
    }

    private static CampaignEvent reported(Instant at, LedgerV1.TrialReported e) {
        return new CampaignEvent.TrialReported(
                at,
                e.getTrialId(),
                ValueWire.fromProto(e.getOutcome()),
                e.hasChain()
                        ? Optional.of(new ChainHead(
                                e.getChain().getSequence(),
                                ValueWire.fromProto(e.getChain().getHash())))
                        : Optional.empty());
    }

    private static LedgerV1.ReportWritten reportWritten(CampaignEvent.ReportWritten e) {
        LedgerV1.ReportWritten.Builder stored = LedgerV1.ReportWritten.newBuilder();
        new TreeMap<>((Map<String, Digest>) e.artifacts())
                .forEach((name, digest) -> stored.addArtifacts(
                        LedgerV1.Artifact.newBuilder().setName(name).setDigest(ValueWire.toProto(digest))));
        return stored.build();
    }

    private static CampaignEvent reportWritten(Instant at, LedgerV1.ReportWritten e) {
        SortedMap<String, Digest> artifacts = new TreeMap<>();
        e.getArtifactsList()
                .forEach(artifact -> artifacts.put(artifact.getName(), ValueWire.fromProto(artifact.getDigest())));
        return new CampaignEvent.ReportWritten(at, artifacts);
    }

    private static LedgerV1.CampaignStarted started(CampaignEvent.CampaignStarted e) {
        LedgerV1.CampaignStarted.Builder stored = LedgerV1.CampaignStarted.newBuilder()
                .setCampaignId(e.campaignId())
                .setSeed(e.seed())
                .setProfileText(e.profileText())
                .setProgramText(e.programText())
                .setMaxCandidates(e.maxCandidates());
        // A new tree map: natural order, whatever comparator the given one has.
        new TreeMap<>((Map<String, String>) e.fingerprint())
                .forEach((name, value) -> stored.addFingerprint(
                        LedgerV1.FingerprintField.newBuilder().setName(name).setValue(value)));
        e.lineage()
                .ifPresent(lineage -> stored.setLineage(LedgerV1.Lineage.newBuilder()
                        .setLabel(lineage.label())
                        .setParentId(lineage.parentId())
                        .setParentFingerprint(ValueWire.toProto(lineage.parentFingerprint()))
                        .addAllDifferences(lineage.differences())
                        .setHoldOutOpened(lineage.holdOutOpened())));
        return stored.build();
    }

    private static CampaignEvent started(Instant at, LedgerV1.CampaignStarted e) {
        SortedMap<String, String> fingerprint = new TreeMap<>();
        for (LedgerV1.FingerprintField field : e.getFingerprintList()) {
            if (fingerprint.put(field.getName(), field.getValue()) != null) {
                throw new IllegalArgumentException("fingerprint has field '" + field.getName() + "' twice");
            }
        }
        return new CampaignEvent.CampaignStarted(
                at,
                e.getCampaignId(),
                e.getSeed(),
                e.getProfileText(),
                e.getProgramText(),
                Collections.unmodifiableSortedMap(fingerprint),
                e.getMaxCandidates(),
                e.hasLineage() ? Optional.of(lineage(e.getLineage())) : Optional.empty());
    }

    private static Lineage lineage(LedgerV1.Lineage e) {
        return new Lineage(
                e.getLabel(),
                e.getParentId(),
                ValueWire.fromProto(e.getParentFingerprint()),
                e.getDifferencesList(),
                e.getHoldOutOpened());
    }

    private static LedgerV1.HoldOutScored holdOutScored(CampaignEvent.HoldOutScored e) {
        LedgerV1.HoldOutScored.Builder stored =
                LedgerV1.HoldOutScored.newBuilder().addAllMissing(e.missing());
        for (CampaignEvent.HoldOutScore score : e.scores()) {
            stored.addScores(LedgerV1.HoldOutScore.newBuilder()
                    .setTrialId(score.trialId())
                    .setCandidate(score.candidate())
                    .setSeed(score.seed())
                    .setModel(ValueWire.toProto(score.model()))
                    .setScore(score.score()));
        }
        return stored.build();
    }

    private static CampaignEvent holdOutScored(Instant at, LedgerV1.HoldOutScored e) {
        return new CampaignEvent.HoldOutScored(
                at,
                e.getScoresList().stream()
                        .map(score -> new CampaignEvent.HoldOutScore(
                                score.getTrialId(),
                                score.getCandidate(),
                                score.getSeed(),
                                ValueWire.fromProto(score.getModel()),
                                score.getScore()))
                        .toList(),
                e.getMissingList());
    }

    private static LedgerV1.CandidateProposed proposed(Candidate candidate) {
        return LedgerV1.CandidateProposed.newBuilder()
                .setNumber(candidate.number())
                .setRecipe(ValueWire.toProto(candidate.recipe()))
                .setParent(candidate.parent())
                .setFamily(candidate.family())
                .setHypothesis(candidate.hypothesis())
                .setSource(candidate.source())
                .setArm(StoredNames.toProto(candidate.arm()))
                .build();
    }

    private static Candidate candidate(LedgerV1.CandidateProposed e) {
        return new Candidate(
                e.getNumber(),
                ValueWire.fromProto(e.getRecipe()),
                e.getParent(),
                e.getFamily(),
                e.getHypothesis(),
                e.getSource(),
                StoredNames.fromProto(e.getArm()));
    }

    private static CampaignEvent refused(Instant at, LedgerV1.ProposalRefused e) {
        return new CampaignEvent.ProposalRefused(
                at, ValueWire.fromProto(e.getRecipe()), e.getSource(), e.getViolationsList());
    }

    private static CampaignEvent requested(Instant at, LedgerV1.TrialRequested e) {
        return new CampaignEvent.TrialRequested(at, e.getTrialId(), e.getCandidate(), e.getSeed(), e.getOpenHoldOut());
    }

    private static LedgerV1.CandidateReviewed reviewed(CampaignEvent.CandidateReviewed e) {
        LedgerV1.CandidateReviewed.Builder stored = LedgerV1.CandidateReviewed.newBuilder()
                .setCandidate(e.candidate())
                .setVerdict(StoredNames.toProto(e.verdict()))
                .setScore(e.score())
                .setReason(e.reason());
        e.comparison().map(ValueWire::toProto).ifPresent(stored::setComparison);
        return stored.build();
    }

    private static CampaignEvent reviewed(Instant at, LedgerV1.CandidateReviewed e) {
        Optional<Comparison> comparison =
                e.hasComparison() ? Optional.of(ValueWire.fromProto(e.getComparison())) : Optional.empty();
        return new CampaignEvent.CandidateReviewed(
                at, e.getCandidate(), StoredNames.fromProto(e.getVerdict()), e.getScore(), comparison, e.getReason());
    }

    private static LedgerV1.CampaignConfirmed confirmed(CampaignEvent.CampaignConfirmed e) {
        return LedgerV1.CampaignConfirmed.newBuilder()
                .setCandidate(e.candidate())
                .setConfirmed(e.confirmed())
                .setSelection(ValueWire.toProto(e.selection()))
                .setHoldOut(ValueWire.toProto(e.holdOut()))
                .setReason(e.reason())
                .build();
    }

    private static CampaignEvent confirmed(Instant at, LedgerV1.CampaignConfirmed e) {
        return new CampaignEvent.CampaignConfirmed(
                at,
                e.getCandidate(),
                e.getConfirmed(),
                ValueWire.fromProto(e.getSelection()),
                ValueWire.fromProto(e.getHoldOut()),
                e.getReason());
    }
}
