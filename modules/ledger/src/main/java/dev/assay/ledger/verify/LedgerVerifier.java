package dev.assay.ledger.verify;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.chain.BrokenChainException;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.ledger.verify.Reading.Read;
import dev.assay.ledger.verify.Reading.Unreadable;
import dev.assay.ledger.verify.Verification.NamedModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checks a ledger reading by reading and stops at the first flaw. What it keeps grows with the trials, not with the events.
 *
 * <p>Checked are: every event is the next one of its chain; a trial's chain begins with the campaign's request for it and ends
 * where the campaign's report says; request, start and report of a trial say the same; and every event fits the state that
 * the events before it lead to. What a chain cannot show is that its last event was changed, or its end cut off: a head that is
 * kept elsewhere does.
 */
public final class LedgerVerifier {

    private final Map<String, ChainHead> known;
    private final Map<String, TrialVerifier> openTrials = new HashMap<>();
    private final List<NamedModel> models = new ArrayList<>();
    private CampaignChain chain = CampaignChain.EMPTY;
    private SortedMap<String, Digest> report = Collections.emptySortedMap();
    private Optional<String> campaign = Optional.empty();
    /** Whose events were read last, where no event of the campaign has come since. */
    private Optional<TrialVerifier> last = Optional.empty();

    private boolean behindLastReport;
    private long events;

    /** @param known heads that were kept elsewhere, by the entity's persistence id: the ledger must go on from them */
    public LedgerVerifier(Map<String, ChainHead> known) {
        this.known = new TreeMap<>(known);
    }

    /** What is wrong with the next reading; empty when nothing is, and then the one after it may come. */
    public Optional<Flaw> next(Reading reading) {
        if (reading instanceof Unreadable unreadable) {
            return Optional.of(new Flaw(unreadable.place(), unreadable.problem(), unreadable.newerRelease()));
        }
        Read read = (Read) reading;
        try {
            take(read);
            compareWithKnown(read);
        } catch (BrokenChainException | UnfitException e) {
            return Optional.of(new Flaw(read.place(), e.getMessage()));
        } catch (IllegalStateException e) {
            return Optional.of(
                    new Flaw(read.place(), "is in its chain but does not fit what is before it: " + e.getMessage()));
        }
        events++;
        return Optional.empty();
    }

    /** After the last reading: what is missing at the end; empty when nothing is. */
    public Optional<Flaw> missing() {
        if (campaign.isEmpty()) {
            return Optional.of(new Flaw("the ledger", "has no event of a campaign"));
        }
        return known.entrySet().stream()
                .findFirst()
                .map(
                        head -> new Flaw(
                                head.getKey(),
                                "has no event " + head.getValue().sequence()
                                        + ", which the checkpoint vouches for: its end was cut off, or the checkpoint is another ledger's"));
    }

    /** After the last reading, when nothing was wrong or missing: what was verified. */
    public Verification end() {
        SortedMap<String, ChainHead> heads = new TreeMap<>();
        SortedMap<String, Digest> checkpoints = new TreeMap<>();
        List<NamedModel> finals = new ArrayList<>(models);
        openTrials.forEach((trialId, trial) -> {
            trial.head().ifPresent(head -> heads.put(trialId, head));
            trial.checkpoint().ifPresent(digest -> checkpoints.put(trialId, digest));
            trial.finalModel().ifPresent(digest -> finals.add(new NamedModel(trialId, digest)));
        });
        return new Verification(
                campaign.orElse(""), chain.head(), heads, chain.state(), events, finals, checkpoints, report);
    }

    /** The campaign's head after the last reading. */
    public ChainHead head() {
        return chain.head();
    }

    private void compareWithKnown(Read read) {
        ChainHead head = known.get(read.persistenceId());
        if (head == null || head.sequence() != read.entry().sequence()) {
            return;
        }
        if (!head.equals(read.entry().head())) {
            throw new UnfitException(
                    "is another event than the one that the checkpoint vouches for: the chain was written anew");
        }
        known.remove(read.persistenceId());
    }

    private void take(Read read) {
        if (read.sequenceNumber() != read.entry().sequence() && read.entry().isChained()) {
            throw new UnfitException(
                    "says of itself that it is event " + read.entry().sequence());
        }
        if (LedgerIds.isTrial(read.persistenceId())) {
            takeOfTrial(read);
        } else if (LedgerIds.isCampaign(read.persistenceId()) && read.entry().event() instanceof CampaignEvent) {
            takeOfCampaign(read);
        } else {
            throw new UnfitException("is of neither a campaign nor a trial");
        }
    }

    private void takeOfCampaign(Read read) {
        String id = LedgerIds.campaignId(read.persistenceId());
        if (!campaign.orElse(id).equals(id)) {
            throw new UnfitException("is of another campaign than " + campaign.get());
        }
        campaign = Optional.of(id);
        Entry<CampaignEvent> entry = cast(read.entry());
        CampaignEvent event = entry.event();
        // The chain first: of an event that was edited it says where, whatever else no longer fits.
        chain.head().follow(entry);
        requireInPlace(event);
        if (event instanceof TrialReported reported) {
            close(reported);
        }
        chain = chain.apply(entry);
        if (event instanceof CampaignStarted started && !started.campaignId().equals(id)) {
            throw new UnfitException(
                    "starts the campaign " + started.campaignId() + ", which is not the one it is kept under");
        }
        if (event instanceof TrialRequested requested) {
            openTrials.put(requested.trialId(), new TrialVerifier(id, requested, entry, chain.state()));
        }
        if (event instanceof ReportWritten written) {
            report = written.artifacts();
        }
    }

    /** A trial's events lie together, right before its report: an order of its own would be one that nothing vouches for. */
    private void requireInPlace(CampaignEvent event) {
        if (last.isEmpty()) {
            return;
        }
        String trialId = last.get().trialId();
        if (behindLastReport
                || !(event instanceof TrialReported reported
                        && reported.trialId().equals(trialId))) {
            throw new UnfitException("stands behind events of the trial " + trialId
                    + ", which only the report of that trial's end can follow: it is not where it was");
        }
        last = Optional.empty();
    }

    /** Trials without a report come last, in the order of their requests. */
    private void requireInPlace(TrialVerifier trial) {
        if (last.isPresent() && last.get() != trial) {
            behindLastReport = true;
            if (trial.requestNumber() < last.get().requestNumber()) {
                throw new UnfitException("stands behind events of the trial "
                        + last.get().trialId() + ", which was requested later: it is not where it was");
            }
        }
        last = Optional.of(trial);
    }

    private void close(TrialReported reported) {
        TrialVerifier trial = openTrials.get(reported.trialId());
        if (trial == null) {
            throw new UnfitException("reports the trial " + reported.trialId()
                    + ", which is not out: it was never requested, or has reported before");
        }
        trial.requireEnd(reported);
        openTrials.remove(reported.trialId());
        if (reported.outcome() instanceof Scored scored) {
            models.add(new NamedModel(reported.trialId(), scored.model()));
        }
    }

    private void takeOfTrial(Read read) {
        String id = LedgerIds.trialId(read.persistenceId());
        TrialVerifier trial = openTrials.get(id);
        if (trial == null) {
            throw new UnfitException(
                    "is of the trial " + id
                            + ", which is not out at this point of the campaign: it was not requested before, or has reported already");
        }
        if (!(read.entry().event() instanceof TrialEvent)) {
            throw new UnfitException("is kept under a trial and is no event of one");
        }
        trial.next(cast(read.entry()));
        requireInPlace(trial);
    }

    /** The manifest, and with it the kind of event, was held against the content when it was read. */
    @SuppressWarnings("unchecked")
    private static <E> Entry<E> cast(Entry<?> entry) {
        return (Entry<E>) entry;
    }
}
