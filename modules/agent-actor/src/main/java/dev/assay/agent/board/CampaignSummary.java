package dev.assay.agent.board;

import dev.assay.ledger.campaign.Phase;
import java.util.Optional;

/**
 * A campaign in a line.
 *
 * @param phase where it is run here
 * @param candidates proposed so far, the baseline among them; 0 where it is not run here
 * @param trials that run
 */
public record CampaignSummary(
        String name, CampaignCondition condition, Optional<Phase> phase, int candidates, int trials) {}
