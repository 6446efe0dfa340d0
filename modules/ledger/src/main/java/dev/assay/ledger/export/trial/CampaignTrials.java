package dev.assay.ledger.export.trial;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScore;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.export.folder.ExportRefused;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a campaign knows of its trials; the events of one trial are added when it is read, so that one is in memory at a time. */
public final class CampaignTrials {
    private final CampaignState state;
    private final CampaignStarted start;
    private final Map<String, TrialRecord> records = new LinkedHashMap<>();
    private final Map<String, Instant> requests = new LinkedHashMap<>();
    private final Map<String, Instant> reports = new HashMap<>();
    private final Map<String, List<LateScore>> lateScores = new HashMap<>();

    /** A hold-out score that a report found after the trial's end. */
    private record LateScore(Instant at, double score) {}

    private CampaignTrials(CampaignState state, CampaignStarted start) {
        this.state = state;
        this.start = start;
    }

    /**
     * @param events of one campaign, all or the first ones
     * @throws ExportRefused if there are none
     */
    public static CampaignTrials of(List<CampaignEvent> events) throws ExportRefused {
        CampaignState state = CampaignState.of(events);
        CampaignStarted start = state.start()
                .orElseThrow(() -> new ExportRefused("the ledger has no campaign yet: there is nothing to export"));
        CampaignTrials trials = new CampaignTrials(state, start);
        state.candidates()
                .forEach(candidate -> candidate.trials().forEach(trial -> trials.records.put(trial.trialId(), trial)));
        events.forEach(trials::take);
        return trials;
    }

    private void take(CampaignEvent event) {
        if (event instanceof TrialRequested requested) {
            requests.put(requested.trialId(), requested.at());
        } else if (event instanceof TrialReported reported) {
            reports.put(reported.trialId(), reported.at());
        } else if (event instanceof HoldOutScored scored) {
            for (HoldOutScore score : scored.scores()) {
                lateScores
                        .computeIfAbsent(score.trialId(), id -> new ArrayList<>())
                        .add(new LateScore(scored.at(), score.score()));
            }
        }
    }

    /** The campaign after its last event. */
    public CampaignState state() {
        return state;
    }

    /** The campaign's first event. */
    public CampaignStarted start() {
        return start;
    }

    /** Names of all trials that were requested, in the order of request. */
    public Set<String> ids() {
        return requests.keySet();
    }

    /**
     * One trial.
     *
     * @param trialId one of {@link #ids()}
     * @param events of this trial, in their order; none while it has not started
     */
    public ExportedTrial read(String trialId, List<TrialEvent> events) {
        TrialRecord trial = records.get(trialId);
        Optional<TrialEnded> ended = first(events, TrialEnded.class);
        Optional<TrialOutcome> outcome = ended.map(TrialEnded::outcome).or(trial::outcome);
        Optional<Instant> end = ended.map(TrialEnded::at).or(() -> Optional.ofNullable(reports.get(trialId)));
        List<Scalar> scalars = new ArrayList<>();
        int last = 0;
        for (TrialEvent event : events) {
            if (event instanceof RoundCompleted round) {
                scalars.addAll(TrialScalars.of(round));
                last = round.round();
            }
        }
        scalars.addAll(scores(trialId, last, outcome, end));
        return new ExportedTrial(
                state.record(trial.candidate()),
                trial,
                name(trialId),
                requests.get(trialId),
                first(events, TrialStarted.class),
                end,
                outcome,
                scalars);
    }

    private List<Scalar> scores(String trialId, int round, Optional<TrialOutcome> outcome, Optional<Instant> end) {
        List<Scalar> scores = new ArrayList<>();
        if (outcome.isPresent() && outcome.get() instanceof Scored scored) {
            scores.add(new Scalar(TrialScalars.SELECTION, round, end.orElseThrow(), scored.selection()));
            scored.holdOut()
                    .ifPresent(score -> scores.add(new Scalar(TrialScalars.HOLD_OUT, round, end.orElseThrow(), score)));
        }
        for (LateScore late : lateScores.getOrDefault(trialId, List.of())) {
            scores.add(new Scalar(TrialScalars.HOLD_OUT, round, late.at(), late.score()));
        }
        return scores;
    }

    private String name(String trialId) {
        String campaign = start.campaignId() + "/";
        return trialId.startsWith(campaign) ? trialId.substring(campaign.length()) : trialId;
    }

    private static <E extends TrialEvent> Optional<E> first(List<TrialEvent> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
