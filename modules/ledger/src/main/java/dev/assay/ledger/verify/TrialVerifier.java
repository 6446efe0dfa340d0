package dev.assay.ledger.verify;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.trial.TrialChain;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.trial.TrialState.Ended;
import dev.assay.ledger.trial.TrialState.Running;
import java.util.Optional;

/** Checks one trial that the campaign has asked for, until the campaign has its report. */
final class TrialVerifier {
    private final ChainHead anchor;
    private final long requestNumber;
    private final TrialPlan requested;
    private TrialChain chain = TrialChain.EMPTY;

    /**
     * @param request the campaign's event
     * @param state of the campaign, which has the candidate
     */
    TrialVerifier(String campaignId, TrialRequested requested, Entry<CampaignEvent> request, CampaignState state) {
        Candidate candidate = state.record(requested.candidate()).candidate();
        this.anchor = ChainHead.anchoredIn(request.hash());
        this.requestNumber = request.sequence();
        this.requested = new TrialPlan(
                requested.trialId(),
                campaignId,
                candidate.name(),
                candidate.recipe(),
                requested.seed(),
                requested.openHoldOut());
    }

    void next(Entry<TrialEvent> entry) {
        chain.head().orElse(anchor).follow(entry);
        chain = chain.apply(entry);
        if (entry.event() instanceof TrialStarted started && !started.plan().equals(requested)) {
            throw new UnfitException(
                    "starts another trial than the campaign asked for: " + started.plan() + ", not " + requested);
        }
    }

    /** Throws unless the trial ended as the campaign was told. */
    void requireEnd(TrialReported reported) {
        String trial = "reports the trial " + reported.trialId();
        ChainHead told =
                reported.chain().orElseThrow(() -> new UnfitException(trial + " without the end of its chain"));
        ChainHead found = chain.head().orElse(anchor);
        if (found.sequence() < told.sequence()) {
            throw new UnfitException(trial + " with " + told.sequence() + " events, of which only the first "
                    + found.sequence() + " are there");
        }
        if (!found.equals(told)) {
            throw new UnfitException(trial + " as ended by event " + told.sequence() + " with hash "
                    + told.hash().brief() + ", but it ends by event " + found.sequence() + " with hash "
                    + found.hash().brief());
        }
        if (!(chain.state() instanceof Ended ended) || !ended.outcome().equals(reported.outcome())) {
            throw new UnfitException(trial + " with another outcome than the trial's own");
        }
    }

    String trialId() {
        return requested.trialId();
    }

    /** Sequence number of the campaign's event. */
    long requestNumber() {
        return requestNumber;
    }

    Optional<ChainHead> head() {
        return chain.head();
    }

    /** The final model of a trial that has ended well, whether or not the campaign has heard of it. */
    Optional<Digest> finalModel() {
        return chain.state() instanceof Ended ended && ended.outcome() instanceof Scored scored
                ? Optional.of(scored.model())
                : Optional.empty();
    }

    /** What the trial goes on from; empty before its first round and after its end. */
    Optional<Digest> checkpoint() {
        return chain.state() instanceof Running running ? running.checkpoint() : Optional.empty();
    }
}
