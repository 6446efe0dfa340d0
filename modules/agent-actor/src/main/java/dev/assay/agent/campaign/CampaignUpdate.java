package dev.assay.agent.campaign;

import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.Entry;
import dev.assay.server.trial.TrialReport;
import dev.assay.server.trial.TrialReport.TrialPaused;
import dev.assay.server.trial.TrialReport.TrialProgressed;
import dev.assay.server.trial.TrialReport.TrialRefused;
import dev.assay.server.trial.TrialReport.TrialResumed;
import java.util.Optional;

/** What a campaign tells those who watch it. Events are told after they are stored, in their order. */
public sealed interface CampaignUpdate {
    /** The first message to a new watcher, and the only one that is not about a change. */
    record CurrentState(CampaignChain chain) implements CampaignUpdate {}

    record EventStored(Entry<CampaignEvent> entry) implements CampaignUpdate {}

    /** @param roundsDone of the trial, 0 when it has just been started; not stored by the campaign */
    record RoundsDone(String trialId, int roundsDone) implements CampaignUpdate {}

    /**
     * How much of its width a campaign uses; told when one of the two has changed.
     *
     * @param width trials that may run side by side
     * @param trials that run; more than the width while those end that ran before it was made smaller
     */
    record Occupied(int width, int trials) implements CampaignUpdate {}

    /**
     * Something does not go on until the machine is mended, and then does so by itself. Told again as long as it lasts.
     *
     * @param who id of the trial, or of the campaign itself
     * @param reason what cannot be done where, and why
     */
    record Paused(String who, String reason) implements CampaignUpdate {}

    /** @param who goes on after {@link Paused} */
    record GoesOn(String who) implements CampaignUpdate {}

    /** The campaign cannot go on in this process; its ledger is as it was. */
    record Broken(String message) implements CampaignUpdate {}

    /** What a trial's report means to those who watch; empty when it is the campaign's to store first. */
    static Optional<CampaignUpdate> ofTrial(TrialReport report) {
        if (report instanceof TrialProgressed progressed) {
            return Optional.of(new RoundsDone(progressed.trialId(), progressed.roundsDone()));
        }
        if (report instanceof TrialPaused paused) {
            return Optional.of(new Paused(paused.trialId(), paused.reason()));
        }
        if (report instanceof TrialResumed resumed) {
            return Optional.of(new GoesOn(resumed.trialId()));
        }
        return report instanceof TrialRefused refused ? Optional.of(new Broken(refused.message())) : Optional.empty();
    }
}
