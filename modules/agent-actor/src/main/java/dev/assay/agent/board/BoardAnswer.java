package dev.assay.agent.board;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.Entry;
import dev.assay.research.frontmatter.Problem;
import dev.assay.runtime.serialization.ClusterMessage;
import java.util.List;

/** What the board says to who asked it. */
public sealed interface BoardAnswer extends ClusterMessage {
    /** What was asked for is in the ledger. */
    record Done(String name) implements BoardAnswer {}

    /** All campaigns of the ledger, in the order in which they began. */
    record Listing(List<CampaignSummary> campaigns) implements BoardAnswer {
        public Listing {
            campaigns = List.copyOf(campaigns);
        }
    }

    record Described(CampaignStatus status) implements BoardAnswer {}

    /**
     * Some of a campaign's events behind a number, in their order, as they are stored.
     *
     * @param finished whether there are none behind these, and there will be none but of reports
     */
    record Events(List<Entry<CampaignEvent>> events, boolean finished) implements BoardAnswer {
        public Events {
            events = List.copyOf(events);
        }
    }

    /** It was not done, and nothing was changed. */
    sealed interface Refusal extends BoardAnswer {}

    /** A campaign cannot be started like this. */
    record InvalidOrder(List<Problem> problems) implements Refusal {
        public InvalidOrder {
            problems = List.copyOf(problems);
        }
    }

    /** The ledger has a campaign of this name, or another is about to get it. */
    record NameTaken(String name) implements Refusal {}

    /**
     * @param known names of campaigns that there are, the last ones if there are many
     */
    record NoSuchCampaign(String name, List<String> known) implements Refusal {
        public NoSuchCampaign {
            known = List.copyOf(known);
        }
    }

    /**
     * The campaign is not in a condition in which that can be asked for.
     *
     * @param condition that it is in
     */
    record NotNow(String name, CampaignCondition condition) implements Refusal {}

    /**
     * The machine does not let it be done; later it may.
     *
     * @param reason what cannot be used, for people
     */
    record Unavailable(String reason) implements Refusal {}
}
