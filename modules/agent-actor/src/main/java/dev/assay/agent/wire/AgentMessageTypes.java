package dev.assay.agent.wire;

import dev.assay.agent.board.BoardAnswer;
import dev.assay.agent.board.CampaignBoard;
import dev.assay.agent.board.CampaignCondition;
import dev.assay.agent.board.CampaignStatus;
import dev.assay.agent.board.CampaignSummary;
import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.agent.campaign.CampaignSpec;
import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignSnapshot;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.chain.Entry;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.program.Arm;
import dev.assay.research.review.Comparison;
import dev.assay.runtime.serialization.MessageRegistry;
import dev.assay.runtime.serialization.MessageTypes;

/** The agent's commands that travel as Kryo, and what snapshots of campaigns are made of. */
public final class AgentMessageTypes implements MessageTypes {
    @Override
    public void register(MessageRegistry registry) {
        registry.add(400, Campaign.Start.class)
                .add(401, CampaignSpec.class)
                .add(402, Campaign.Watch.class)
                .add(403, Campaign.RequestStop.class)
                .add(404, Campaign.Pause.class)
                .add(405, Campaign.Resume.class)
                .add(410, Lineage.class);
        registry.addAs(420, CampaignChain.class, CampaignSnapshot.class, CampaignSnapshot::of, CampaignSnapshot::chain)
                .add(421, CampaignSnapshot.class)
                .add(422, CampaignStarted.class)
                .add(423, Phase.class)
                .add(424, Candidate.class)
                .add(425, Arm.class)
                .add(426, TrialRecord.class)
                .add(427, CandidateReviewed.class)
                .add(428, Verdict.class)
                .add(429, Comparison.class)
                .add(430, CampaignConfirmed.class);
        registry.add(440, CampaignBoard.Start.class)
                .add(441, CampaignBoard.ListAll.class)
                .add(442, CampaignBoard.Describe.class)
                .add(443, CampaignBoard.ReadEvents.class)
                .add(444, CampaignBoard.Stop.class)
                .add(445, CampaignBoard.Pause.class)
                .add(446, CampaignBoard.Resume.class)
                .add(447, CampaignOrder.class);
        registry.add(460, BoardAnswer.Done.class)
                .add(461, BoardAnswer.Listing.class)
                .add(462, BoardAnswer.Described.class)
                .add(463, BoardAnswer.Events.class)
                .add(464, BoardAnswer.InvalidOrder.class)
                .add(465, BoardAnswer.NameTaken.class)
                .add(466, BoardAnswer.NoSuchCampaign.class)
                .add(467, BoardAnswer.NotNow.class)
                .add(468, BoardAnswer.Unavailable.class)
                .add(470, CampaignCondition.class)
                .add(471, CampaignSummary.class)
                .add(472, CampaignStatus.class)
                .add(473, CampaignStatus.Standing.class)
                .add(474, CampaignStatus.RunningTrial.class)
                .add(475, CampaignStatus.Wait.class)
                .add(476, Problem.class)
                .addBytes(477, Entry.class, StoredBytes::of, StoredBytes::read);
    }
}
