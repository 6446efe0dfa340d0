package dev.assay.agent.board;

import dev.assay.agent.board.BoardAnswer.Described;
import dev.assay.agent.board.BoardAnswer.Events;
import dev.assay.agent.board.BoardAnswer.InvalidOrder;
import dev.assay.agent.board.BoardAnswer.NameTaken;
import dev.assay.agent.board.BoardAnswer.NoSuchCampaign;
import dev.assay.agent.board.BoardAnswer.NotNow;
import dev.assay.agent.board.BoardAnswer.Unavailable;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.CampaignDirectory;
import dev.assay.ledger.journal.CampaignDirectory.Listed;
import dev.assay.ledger.journal.JournalException;
import dev.assay.ledger.journal.JournalException.Problem;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.dispatch.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Answers from the journal, about campaigns that nobody runs here. All methods block; none changes what the board knows. */
record JournalDesk(CampaignDirectory directory) {
    private static final int MOST_NAMES = 50;

    /** Takes all unfinished campaigns for the cluster, but those that others write. */
    BoardOpening open() {
        List<String> unfinished = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        for (Listed campaign : directory.list()) {
            if (!campaign.finished()) {
                (isKept(campaign.campaignId()) ? unfinished : elsewhere).add(campaign.campaignId());
            }
        }
        return new BoardOpening(unfinished, elsewhere);
    }

    private boolean isKept(String campaign) {
        try {
            directory.keep(campaign);
            return true;
        } catch (JournalException e) {
            if (e.problem() == Problem.LOCKED) {
                return false;
            }
            throw e;
        }
    }

    /** @param here what the board knows of those that it runs, by name */
    List<CampaignSummary> summaries(Map<String, CampaignSummary> here) {
        List<CampaignSummary> all = new ArrayList<>();
        for (Listed campaign : directory.list()) {
            String name = campaign.campaignId();
            CampaignSummary resting = campaign.finished()
                    ? new CampaignSummary(name, CampaignCondition.FINISHED, Optional.of(Phase.FINISHED), 0, 0)
                    : new CampaignSummary(name, CampaignCondition.ELSEWHERE, Optional.empty(), 0, 0);
            all.add(here.getOrDefault(name, resting));
        }
        return all;
    }

    BoardAnswer describe(String name) {
        Optional<Listed> listed = find(name);
        if (listed.isEmpty()) {
            return unknown(name);
        }
        CampaignState state = CampaignState.EMPTY;
        long events = 0;
        for (List<Entry<CampaignEvent>> page = directory.events(name, 0);
                !page.isEmpty();
                page = directory.events(name, events)) {
            for (Entry<CampaignEvent> entry : page) {
                state = state.apply(entry.event());
                events++;
            }
        }
        return new Described(CampaignStatus.of(name, state, events, condition(listed.get())));
    }

    /** Of a campaign that goes on here. */
    BoardAnswer events(String name, long after) {
        return new Events(directory.events(name, after), false);
    }

    /** Of one that does not: there is nothing to wait for. */
    BoardAnswer eventsOfResting(String name, long after) {
        Optional<Listed> listed = find(name);
        if (listed.isEmpty()) {
            return unknown(name);
        }
        List<Entry<CampaignEvent>> events = directory.events(name, after);
        boolean end = events.isEmpty() || events.get(events.size() - 1).event() instanceof CampaignFinished;
        return new Events(events, listed.get().finished() && end);
    }

    BoardAnswer notNow(String name) {
        Optional<Listed> listed = find(name);
        if (listed.isEmpty()) {
            return unknown(name);
        }
        return new NotNow(name, condition(listed.get()));
    }

    /** What a failure is to who asked. */
    static BoardAnswer refusal(String name, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof InvalidInput invalid) {
            return new InvalidOrder(invalid.problems());
        }
        if (cause instanceof JournalException journal) {
            if (journal.problem() == Problem.EXISTS) {
                return new NameTaken(name);
            }
            if (journal.problem() == Problem.LOCKED) {
                return new NotNow(name, CampaignCondition.ELSEWHERE);
            }
        }
        return refusal(failure);
    }

    static BoardAnswer refusal(Throwable failure) {
        return new Unavailable(Workers.message(failure));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static CampaignCondition condition(Listed campaign) {
        return campaign.finished() ? CampaignCondition.FINISHED : CampaignCondition.ELSEWHERE;
    }

    private Optional<Listed> find(String name) {
        return directory.list().stream()
                .filter(campaign -> campaign.campaignId().equals(name))
                .findFirst();
    }

    private BoardAnswer unknown(String name) {
        List<String> names = directory.list().stream().map(Listed::campaignId).toList();
        return new NoSuchCampaign(name, names.subList(Math.max(0, names.size() - MOST_NAMES), names.size()));
    }
}
