package dev.assay.ledger.report;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.RecordedTask;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.report.Report.BaselineNoise;
import dev.assay.ledger.report.Report.CandidateCost;
import dev.assay.ledger.report.Report.Conclusion;
import dev.assay.ledger.report.Report.Crash;
import dev.assay.ledger.report.Report.Decision;
import dev.assay.ledger.report.Report.Ending;
import dev.assay.ledger.report.Report.Headline;
import dev.assay.ledger.report.Report.PhaseSummary;
import dev.assay.ledger.report.Report.Refusal;
import dev.assay.ledger.report.Report.Run;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.research.cost.Cost;
import dev.assay.research.fingerprint.Fingerprint;
import dev.assay.research.program.Arm;
import dev.assay.research.program.Program;
import dev.assay.research.review.Noise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Reads a report off a campaign's events. */
final class ReportBuilder {
    private final List<CampaignEvent> events;
    private final List<SiteSummary> sites;
    private final CampaignStarted started;
    private final Optional<Program> program;
    private final RecordedTask task;
    private final Direction direction;
    private final CampaignState state;
    private final List<CandidateRecord> candidates;

    /** @param direction of the metric; empty for that of the recorded profile */
    ReportBuilder(List<CampaignEvent> events, List<SiteSummary> sites, Optional<Direction> direction) {
        if (events.isEmpty() || !(events.get(0) instanceof CampaignStarted first)) {
            throw new IllegalArgumentException("the first of " + events.size()
                    + " events is not the start of a campaign: there is nothing to report on");
        }
        this.events = List.copyOf(events);
        this.sites = sites;
        this.started = first;
        this.program = ProgramRules.parse(first.programText());
        this.task = RecordedTask.of(first);
        this.direction = direction.orElse(task.direction());
        this.state = CampaignState.of(events);
        this.candidates = state.inReviewOrder();
    }

    Report build() {
        Optional<Headline> headline = headline();
        SortedMap<Integer, CandidateCost> costs = WinEvidence.costs(candidates);
        WinEvidence evidence = new WinEvidence(state, program, direction, costs);
        return new Report(
                run(),
                ending(),
                conclusion(headline),
                headline,
                noise(),
                candidates,
                phases(),
                all(CandidateReviewed.class).stream()
                        .filter(e -> state.record(e.candidate()).candidate().arm() == Arm.AGENT)
                        .map(e ->
                                new Decision(e.at(), e.candidate(), e.verdict(), e.score(), e.comparison(), e.reason()))
                        .toList(),
                crashes(),
                all(ProposalRefused.class).stream()
                        .map(e -> new Refusal(e.source(), e.recipe().digest().hex(), e.violations()))
                        .toList(),
                HoldOutOpenings.of(events),
                sites,
                all(TrialReported.class).size(),
                candidates.stream().map(CandidateRecord::cost).reduce(Cost.NONE, Cost::plus),
                evidence.arms(),
                evidence.labels(),
                costs);
    }

    private Run run() {
        return new Run(
                started.campaignId(),
                task.task(),
                task.metric(),
                direction,
                started.seed(),
                started.maxCandidates(),
                started.at(),
                last().at(),
                started.fingerprint(),
                new Fingerprint(started.fingerprint()).digest().hex(),
                program.map(ProgramRules::inWords).orElse(List.of()),
                started.lineage());
    }

    private Ending ending() {
        Optional<CampaignFinished> finished =
                all(CampaignFinished.class).stream().findFirst();
        Optional<String> stop = all(StopRequested.class).stream().findFirst().map(StopRequested::cause);
        return new Ending(
                finished.isPresent(), finished.map(CampaignFinished::reason).orElse(""), stop);
    }

    private Optional<Headline> headline() {
        Optional<CandidateRecord> baseline = candidates.stream()
                .filter(c -> c.candidate().number() == 0 && c.status() == Status.KEEP)
                .findFirst();
        return baseline.map(base -> {
            CandidateRecord incumbent = state.record(state.incumbent());
            return new Headline(
                    incumbent.candidate().number(),
                    base.score().orElseThrow(),
                    incumbent.score().orElseThrow(),
                    direction.gain(incumbent.score().orElseThrow(), base.score().orElseThrow()),
                    incumbent.candidate().number() == 0
                            ? Optional.empty()
                            : new SearchSeeds(state, program, direction).compare(incumbent, base),
                    state.confirmation());
        });
    }

    private Conclusion conclusion(Optional<Headline> headline) {
        if (headline.isEmpty()) {
            boolean crashed =
                    candidates.stream().anyMatch(c -> c.candidate().number() == 0 && c.status() == Status.CRASH);
            return crashed ? Conclusion.BASELINE_CRASHED : Conclusion.NO_BASELINE;
        }
        if (headline.get().incumbent() == 0) {
            return Conclusion.NO_GAIN;
        }
        boolean failed = state.isFinished()
                && state.record(state.incumbent()).trials().stream().anyMatch(TrialRecord::openHoldOut);
        return headline.get()
                .confirmation()
                .map(c -> c.confirmed() ? Conclusion.CONFIRMED : Conclusion.NOT_CONFIRMED)
                .orElse(failed ? Conclusion.NOT_CONFIRMED : Conclusion.UNCONFIRMED);
    }

    private Optional<BaselineNoise> noise() {
        Collection<Double> scores = candidates.stream()
                .filter(c -> c.candidate().number() == 0)
                .findFirst()
                .map(c -> c.searchScores().values())
                .orElse(List.of());
        if (scores.size() < 2) {
            return Optional.empty();
        }
        DoubleSummaryStatistics statistics =
                scores.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return Optional.of(new BaselineNoise(
                scores.size(),
                statistics.getAverage(),
                Noise.of(scores).deviation(),
                statistics.getMin(),
                statistics.getMax()));
    }

    private List<Crash> crashes() {
        List<Crash> crashes = new ArrayList<>();
        for (CandidateRecord candidate : candidates) {
            candidate.trials().forEach(trial -> {
                if (trial.outcome().orElse(null) instanceof Failed failed) {
                    crashes.add(new Crash(
                            trial.trialId(),
                            candidate.candidate().number(),
                            trial.seed(),
                            failed.code().name(),
                            failed.message()));
                }
            });
        }
        return crashes;
    }

    private List<PhaseSummary> phases() {
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof PhaseEntered) {
                starts.add(i);
            }
        }
        List<PhaseSummary> phases = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            int from = starts.get(i);
            boolean isLast = i + 1 == starts.size();
            int to = isLast ? events.size() : starts.get(i + 1);
            Instant until = isLast ? last().at() : events.get(to).at();
            phases.add(phase((PhaseEntered) events.get(from), events.subList(from, to), until));
        }
        return phases;
    }

    private static PhaseSummary phase(PhaseEntered entered, List<CampaignEvent> events, Instant until) {
        return new PhaseSummary(
                entered.phase(),
                entered.at(),
                entered.reason(),
                Duration.between(entered.at(), until).toNanos() / 1e9,
                count(events, CandidateProposed.class),
                count(events, TrialReported.class),
                count(events, Verdict.KEEP),
                count(events, Verdict.DISCARD),
                count(events, Verdict.CRASH),
                count(events, ProposalRefused.class));
    }

    private static int count(List<CampaignEvent> events, Class<? extends CampaignEvent> type) {
        return (int) events.stream().filter(type::isInstance).count();
    }

    private static int count(List<CampaignEvent> events, Verdict verdict) {
        return (int) events.stream()
                .filter(event -> event instanceof CandidateReviewed e && e.verdict() == verdict)
                .count();
    }

    /** The campaign's end, or the last event so far: what is read or written for a report afterwards takes no part of its time. */
    private CampaignEvent last() {
        return events.stream()
                .filter(CampaignFinished.class::isInstance)
                .findFirst()
                .orElseGet(() -> events.get(events.size() - 1));
    }

    private <E extends CampaignEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
