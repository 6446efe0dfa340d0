package dev.assay.agent.decision;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.research.program.Arm;
import dev.assay.research.program.Program;
import dev.assay.research.search.Proposer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The control arms, a batch of each side by side: from the baseline on, on the agent's seeds, with the agent's racing and
 * keep rule, and with as many candidates as the agent had or as the program grants. They run after the search, so nothing of
 * them can reach it, and they see nothing of it either: an arm's history is the baseline and its own candidates.
 */
final class Controls {
    private final CampaignRules rules;
    private final Function<Arm, Proposer> proposers;
    private final Batches batches;

    /** @param proposers who proposes in each arm */
    Controls(CampaignRules rules, Function<Arm, Proposer> proposers) {
        this.rules = rules;
        this.proposers = proposers;
        this.batches = new Batches(rules);
    }

    /** The next batch of every arm that has candidates left, refusals included; without a candidate when all are through. */
    List<CampaignEvent> propose(CampaignState state, Instant now) {
        List<CampaignEvent> events = new ArrayList<>();
        CampaignState after = state;
        for (Arm arm : arms()) {
            int room = budget(state) - state.candidates(arm).size();
            if (room > 0) {
                List<CampaignEvent> batch = batches.propose(after, arm, proposers.apply(arm), room, now);
                events.addAll(batch);
                for (CampaignEvent event : batch) {
                    after = after.apply(event);
                }
            }
        }
        return events;
    }

    /** Why there are no more candidates: every arm had its share, or what an arm ended short with. */
    String end(CampaignState state) {
        int share = budget(state);
        List<String> shortOnes = arms().stream()
                .filter(arm -> state.candidates(arm).size() < share)
                .map(arm -> arm.words() + " with " + state.candidates(arm).size() + " of " + share + " candidates")
                .toList();
        return "the control arms are through"
                + (shortOnes.isEmpty()
                        ? ""
                        : "; ended short, with nothing left to propose that is allowed and new: "
                                + String.join(", ", shortOnes));
    }

    private List<Arm> arms() {
        return rules.program().controls().map(Program.Controls::arms).orElse(List.of());
    }

    private int budget(CampaignState state) {
        int agent = state.candidates(Arm.AGENT).size();
        return rules.program().controls().orElseThrow().budget(agent);
    }
}
