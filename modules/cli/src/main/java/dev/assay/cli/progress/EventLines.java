package dev.assay.cli.progress;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignEvent.ResumeRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.Verdict;
import java.util.Locale;
import java.util.Optional;

/** Events as lines for people; those that need no line have none. */
final class EventLines {
    private EventLines() {}

    static Optional<String> line(CampaignEvent event, CampaignState state) {
        if (event instanceof PhaseEntered phase) {
            return Optional.of("-- " + phase.phase().name().toLowerCase(Locale.ROOT) + ": " + phase.reason());
        }
        if (event instanceof CandidateReviewed reviewed) {
            return Optional.of(reviewed(reviewed, state));
        }
        if (event instanceof ProposalRefused refused) {
            return Optional.of("refused   " + String.join("; ", refused.violations()));
        }
        if (event instanceof HoldOutOpened opened) {
            return Optional.of("-- hold-out opened: " + opened.reason());
        }
        if (event instanceof CampaignConfirmed confirmed) {
            return Optional.of("-- " + confirmed.reason());
        }
        if (event instanceof StopRequested stop) {
            return Optional.of("-- stopping: " + stop.cause());
        }
        if (event instanceof PauseRequested pause) {
            return Optional.of("-- paused: " + pause.cause() + "; trials that run go to their end");
        }
        if (event instanceof ResumeRequested resume) {
            return Optional.of("-- resumed: " + resume.cause());
        }
        return Optional.empty();
    }

    private static String reviewed(CandidateReviewed reviewed, CampaignState state) {
        Candidate candidate = state.record(reviewed.candidate()).candidate();
        String score =
                reviewed.verdict() == Verdict.CRASH ? "     -" : String.format(Locale.ROOT, "%.4f", reviewed.score());
        return String.format(
                Locale.ROOT,
                "%s  %-7s %-7s %-28s %s",
                candidate.name(),
                state.record(reviewed.candidate()).status().word(),
                score,
                change(candidate, state),
                reviewed.reason());
    }

    private static String change(Candidate candidate, CampaignState state) {
        return candidate.number() == 0
                ? "baseline"
                : candidate.recipe().changesFrom(state.record(0).candidate().recipe());
    }
}
