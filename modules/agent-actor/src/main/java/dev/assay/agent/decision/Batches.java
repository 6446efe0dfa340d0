package dev.assay.agent.decision;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.guard.Violation;
import dev.assay.research.program.Arm;
import dev.assay.research.search.Proposal;
import dev.assay.research.search.Proposer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Proposals of one batch, each guarded; those that pass ask for their first seeds. The same for every arm. */
final class Batches {
    private final CampaignRules rules;

    Batches(CampaignRules rules) {
        this.rules = rules;
    }

    /**
     * A batch of an arm. Nothing is tried twice within an arm; what another arm has tried is none of its business.
     *
     * @param room candidates that the arm may still have, at least 1
     */
    List<CampaignEvent> propose(CampaignState state, Arm arm, Proposer proposer, int room, Instant now) {
        int wanted = Math.min(room, rules.program().search().batch());
        List<Proposal> proposals = proposer.propose(Histories.of(state, rules, arm), wanted);
        Set<Digest> earlier = Stream.concat(Stream.of(state.record(0)), state.candidates(arm).stream())
                .map(CandidateRecord::candidate)
                .map(candidate -> candidate.recipe().digest())
                .collect(Collectors.toSet());
        List<CampaignEvent> events = new ArrayList<>();
        int number = state.candidates().size();
        for (Proposal proposal : proposals) {
            List<Violation> violations = ProposalGuard.check(rules.profile(), proposal.recipe(), earlier);
            if (!violations.isEmpty()) {
                events.add(refuse(proposal, violations, now));
                continue;
            }
            earlier.add(proposal.recipe().digest());
            events.add(new CandidateProposed(now, candidate(number, proposal, arm)));
            events.addAll(TrialRequests.search(
                    state, number, 0, rules.program().seeds().first(), now));
            number++;
        }
        return events;
    }

    private static Candidate candidate(int number, Proposal proposal, Arm arm) {
        return new Candidate(
                number,
                proposal.recipe(),
                proposal.parent(),
                proposal.family(),
                proposal.hypothesis(),
                proposal.source(),
                arm);
    }

    private static CampaignEvent refuse(Proposal proposal, List<Violation> violations, Instant now) {
        return new ProposalRefused(
                now,
                proposal.recipe(),
                proposal.source(),
                violations.stream().map(Violation::toString).toList());
    }
}
