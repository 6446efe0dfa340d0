package dev.assay.ledger.wire;

import dev.assay.learning.privacy.Protection;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.proto.ledger.v1.LedgerV1;
import dev.assay.research.cost.Cost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Events of a trial to Protobuf and back. */
final class TrialWire {
    private TrialWire() {}

    static LedgerV1.TrialEntry.Builder toProto(TrialEvent event) {
        LedgerV1.TrialEntry.Builder entry = LedgerV1.TrialEntry.newBuilder().setAtNanos(ValueWire.toNanos(event.at()));
        if (event instanceof TrialEvent.TrialStarted e) {
            entry.setTrialStarted(LedgerV1.TrialStarted.newBuilder()
                    .setPlan(toProto(e.plan()))
                    .addAllSites(e.sites())
                    .setEngine(e.engine())
                    .addAllMachine(facts(e.machine())));
        } else if (event instanceof TrialEvent.UpdateRefused e) {
            entry.setUpdateRefused(LedgerV1.UpdateRefused.newBuilder()
                    .setRound(e.round())
                    .setSite(e.site())
                    .setCode(e.code())
                    .setMessage(e.message()));
        } else if (event instanceof TrialEvent.RoundCompleted e) {
            entry.setRoundCompleted(toProto(e));
        } else if (event instanceof TrialEvent.TrialEnded e) {
            entry.setTrialEnded(LedgerV1.TrialEnded.newBuilder().setOutcome(ValueWire.toProto(e.outcome())));
        } else {
            throw new AssertionError("no mapping for " + event.getClass().getName());
        }
        return entry;
    }

    static TrialEvent fromProto(LedgerV1.TrialEntry entry) {
        Instant at = ValueWire.toInstant(entry.getAtNanos());
        return switch (entry.getEventCase()) {
            case TRIAL_STARTED -> started(at, entry.getTrialStarted());
            case UPDATE_REFUSED -> refused(at, entry.getUpdateRefused());
            case ROUND_COMPLETED -> round(at, entry.getRoundCompleted());
            case TRIAL_ENDED ->
                new TrialEvent.TrialEnded(
                        at, ValueWire.fromProto(entry.getTrialEnded().getOutcome()));
            case EVENT_NOT_SET -> throw ValueWire.missing(entry, "event");
        };
    }

    private static TrialEvent started(Instant at, LedgerV1.TrialStarted e) {
        return new TrialEvent.TrialStarted(at, fromProto(e.getPlan()), e.getSitesList(), e.getEngine(), machine(e));
    }

    private static List<LedgerV1.MachineFact> facts(SortedMap<String, String> machine) {
        return machine.entrySet().stream()
                .map(fact -> LedgerV1.MachineFact.newBuilder()
                        .setName(fact.getKey())
                        .setValue(fact.getValue())
                        .build())
                .toList();
    }

    private static SortedMap<String, String> machine(LedgerV1.TrialStarted e) {
        SortedMap<String, String> machine = new TreeMap<>();
        e.getMachineList().forEach(fact -> machine.put(fact.getName(), fact.getValue()));
        return machine;
    }

    private static TrialEvent refused(Instant at, LedgerV1.UpdateRefused e) {
        return new TrialEvent.UpdateRefused(at, e.getRound(), e.getSite(), e.getCode(), e.getMessage());
    }

    private static LedgerV1.RoundCompleted toProto(TrialEvent.RoundCompleted e) {
        LedgerV1.RoundCompleted.Builder round = LedgerV1.RoundCompleted.newBuilder()
                .setRound(e.round())
                .setModel(ValueWire.toProto(e.model()))
                .setCheckpoint(ValueWire.toProto(e.checkpoint()))
                .addAllSites(e.sites().stream().map(TrialWire::toProto).toList())
                .setCost(ValueWire.toProto(e.cost()))
                .addAllAbsent(e.absent().stream().map(TrialWire::toProto).toList());
        if (!e.lost().equals(Cost.NONE)) {
            round.setLost(ValueWire.toProto(e.lost()));
        }
        return round.build();
    }

    private static TrialEvent round(Instant at, LedgerV1.RoundCompleted e) {
        return new TrialEvent.RoundCompleted(
                at,
                e.getRound(),
                ValueWire.fromProto(e.getModel()),
                ValueWire.fromProto(e.getCheckpoint()),
                contributions(e.getSitesList()),
                ValueWire.fromProto(e.getCost()),
                e.getAbsentCount() == 0
                        ? List.of()
                        : e.getAbsentList().stream().map(TrialWire::fromProto).toList(),
                e.hasLost() ? ValueWire.fromProto(e.getLost()) : Cost.NONE);
    }

    private static LedgerV1.SiteAbsence toProto(TrialEvent.SiteAbsence absence) {
        return LedgerV1.SiteAbsence.newBuilder()
                .setSite(absence.site())
                .setCause(absence.cause())
                .build();
    }

    private static TrialEvent.SiteAbsence fromProto(LedgerV1.SiteAbsence absence) {
        return new TrialEvent.SiteAbsence(absence.getSite(), absence.getCause());
    }

    /** A loop, for most events of a ledger are rounds: a stream takes longer than what it is over. */
    private static List<TrialEvent.SiteContribution> contributions(List<LedgerV1.SiteContribution> stored) {
        List<TrialEvent.SiteContribution> sites = new ArrayList<>(stored.size());
        for (LedgerV1.SiteContribution site : stored) {
            sites.add(fromProto(site));
        }
        return sites;
    }

    private static LedgerV1.TrialPlan toProto(TrialPlan plan) {
        return LedgerV1.TrialPlan.newBuilder()
                .setTrialId(plan.trialId())
                .setCampaignId(plan.campaignId())
                .setCandidate(plan.candidate())
                .setRecipe(ValueWire.toProto(plan.recipe()))
                .setSeed(plan.seed())
                .setOpenHoldOut(plan.openHoldOut())
                .build();
    }

    private static TrialPlan fromProto(LedgerV1.TrialPlan plan) {
        return new TrialPlan(
                plan.getTrialId(),
                plan.getCampaignId(),
                plan.getCandidate(),
                ValueWire.fromProto(plan.getRecipe()),
                plan.getSeed(),
                plan.getOpenHoldOut());
    }

    private static LedgerV1.SiteContribution toProto(TrialEvent.SiteContribution site) {
        LedgerV1.SiteContribution.Builder proto = LedgerV1.SiteContribution.newBuilder()
                .setSite(site.site())
                .setSteps(site.steps())
                .setSamples(site.samples())
                .setMeanLoss(site.meanLoss())
                .setNorm(site.norm());
        site.protection().ifPresent(protection -> proto.setProtection(toProto(protection)));
        return proto.build();
    }

    private static TrialEvent.SiteContribution fromProto(LedgerV1.SiteContribution site) {
        return new TrialEvent.SiteContribution(
                site.getSite(),
                site.getSteps(),
                site.getSamples(),
                site.getMeanLoss(),
                site.getNorm(),
                site.hasProtection() ? Optional.of(fromProto(site.getProtection())) : Optional.empty());
    }

    private static LedgerV1.SiteProtection toProto(Protection protection) {
        LedgerV1.SiteProtection.Builder proto = LedgerV1.SiteProtection.newBuilder()
                .setClipNorm(protection.clipNorm())
                .setClipped(protection.clipped());
        protection
                .noise()
                .ifPresent(noise -> proto.setNoiseMultiplier(noise.multiplier())
                        .setEpsilon(noise.epsilon())
                        .setDelta(noise.delta()));
        return proto.build();
    }

    private static Protection fromProto(LedgerV1.SiteProtection protection) {
        return new Protection(
                protection.getClipNorm(),
                protection.getClipped(),
                protection.hasNoiseMultiplier()
                        ? Optional.of(new Protection.Noise(
                                protection.getNoiseMultiplier(), protection.getEpsilon(), protection.getDelta()))
                        : Optional.empty());
    }
}
