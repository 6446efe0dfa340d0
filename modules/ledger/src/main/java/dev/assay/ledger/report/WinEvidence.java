package dev.assay.ledger.report;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.report.Report.ArmSummary;
import dev.assay.ledger.report.Report.CandidateCost;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.research.cost.Cost;
import dev.assay.research.cost.MeanCost;
import dev.assay.research.cost.RelativeCost;
import dev.assay.research.label.Evidence;
import dev.assay.research.label.Evidence.Confirmation;
import dev.assay.research.label.Evidence.Confirmed;
import dev.assay.research.label.Evidence.Reached;
import dev.assay.research.label.Evidence.Step;
import dev.assay.research.label.Evidence.Unmeasured;
import dev.assay.research.label.WinLabel;
import dev.assay.research.program.Arm;
import dev.assay.research.program.Program;
import dev.assay.research.review.Comparison;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the arms of a campaign came to, and what its wins are worth by that. */
final class WinEvidence {
    private final CampaignState state;
    private final Optional<Program> program;
    private final SearchSeeds seeds;
    private final SortedMap<Integer, CandidateCost> costs;

    WinEvidence(
            CampaignState state,
            Optional<Program> program,
            Direction direction,
            SortedMap<Integer, CandidateCost> costs) {
        this.state = state;
        this.program = program;
        this.seeds = new SearchSeeds(state, program, direction);
        this.costs = costs;
    }

    /** What a trial of each candidate spends. */
    static SortedMap<Integer, CandidateCost> costs(List<CandidateRecord> candidates) {
        Optional<MeanCost> baseline = candidates.stream()
                .filter(c -> c.candidate().number() == 0)
                .findFirst()
                .flatMap(CandidateRecord::costPerTrial);
        SortedMap<Integer, CandidateCost> costs = new TreeMap<>();
        candidates.forEach(c -> c.costPerTrial()
                .ifPresent(mean -> costs.put(
                        c.candidate().number(),
                        new CandidateCost(mean, baseline.map(base -> RelativeCost.of(mean, base))))));
        return costs;
    }

    List<ArmSummary> arms() {
        List<Arm> asked =
                program.flatMap(Program::controls).map(Program.Controls::arms).orElse(List.of());
        return Arrays.stream(Arm.values())
                .filter(arm -> arm == Arm.AGENT
                        || asked.contains(arm)
                        || !state.candidates(arm).isEmpty())
                .map(this::arm)
                .toList();
    }

    private ArmSummary arm(Arm arm) {
        List<TrialOutcome> outcomes = state.candidates(arm).stream()
                .flatMap(candidate -> candidate.trials().stream())
                .filter(trial -> !trial.openHoldOut())
                .map(TrialRecord::outcome)
                .flatMap(Optional::stream)
                .toList();
        Optional<CandidateRecord> best = arm == Arm.AGENT
                ? Optional.of(state.incumbent()).filter(n -> n > 0).map(state::record)
                : best(arm);
        return new ArmSummary(
                arm,
                state.candidates(arm).size(),
                outcomes.size(),
                outcomes.stream().map(TrialOutcome::cost).reduce(Cost.NONE, Cost::plus),
                best.map(c -> c.candidate().number()).orElse(0),
                best.flatMap(this::overBaseline));
    }

    /** At equal cost, with all its seeds, and better than the baseline on the mean of them. */
    private Optional<CandidateRecord> best(Arm arm) {
        return judged(arm).stream().filter(c -> gain(c) > 0).max(Comparator.comparingDouble(this::gain));
    }

    private List<CandidateRecord> judged(Arm arm) {
        int all = program.map(rules -> rules.seeds().full()).orElse(1);
        return state.candidates(arm).stream()
                .filter(c -> c.status() == Status.CONTROL && c.searchScores().size() >= all)
                .filter(c -> relative(c).map(RelativeCost::isEqual).orElse(true))
                .toList();
    }

    private double gain(CandidateRecord candidate) {
        return overBaseline(candidate).map(Comparison::meanGain).orElse(0.0);
    }

    private Optional<Comparison> overBaseline(CandidateRecord candidate) {
        return seeds.compare(candidate, state.record(0));
    }

    private Optional<RelativeCost> relative(CandidateRecord candidate) {
        return Optional.ofNullable(costs.get(candidate.candidate().number())).flatMap(CandidateCost::relative);
    }

    /** Of the agent's kept candidates; none where the program cannot be read, for then nothing can be compared. */
    SortedMap<Integer, WinLabel> labels() {
        SortedMap<Integer, WinLabel> labels = new TreeMap<>();
        for (CandidateRecord kept : state.candidates(Arm.AGENT)) {
            if (kept.status() == Status.KEEP) {
                evidence(kept).ifPresent(evidence -> labels.put(kept.candidate().number(), WinLabel.of(evidence)));
            }
        }
        return labels;
    }

    private Optional<Evidence> evidence(CandidateRecord kept) {
        return overBaseline(kept)
                .map(gain -> new Evidence(
                        state.record(0).candidate().recipe(),
                        kept.candidate().recipe(),
                        step(kept),
                        gain,
                        relative(kept),
                        reached(kept, Arm.RANDOM),
                        reached(kept, Arm.SCALAR),
                        state.candidates(Arm.AGENT).size(),
                        confirmation(kept)));
    }

    private Optional<Step> step(CandidateRecord kept) {
        return Optional.of(kept.candidate().parent())
                .filter(parent -> parent > 0 && parent < state.candidates().size())
                .map(parent -> state.record(parent).candidate())
                .map(parent -> new Step(parent.name(), parent.recipe()));
    }

    /** An arm whose candidates all crashed, were given up early or were bought has not shown that nothing is to be found. */
    private Optional<Reached> reached(CandidateRecord kept, Arm arm) {
        int judged = judged(arm).size();
        if (judged == 0) {
            return Optional.empty();
        }
        Optional<CandidateRecord> best = best(arm);
        return seeds.compare(kept, best.orElse(state.record(0)))
                .map(beyond -> new Reached(
                        best.map(c -> c.candidate().name()),
                        best.map(this::gain).orElse(0.0),
                        state.candidates(arm).size(),
                        judged,
                        beyond));
    }

    /** Only the final incumbent is ever confirmed. */
    private Optional<Confirmation> confirmation(CandidateRecord kept) {
        if (state.confirmation().isEmpty()) {
            return Optional.of(kept)
                    .filter(c -> c.candidate().number() == state.incumbent() && state.isFinished())
                    .filter(c -> c.trials().stream().anyMatch(TrialRecord::openHoldOut))
                    .map(c -> new Unmeasured(confirmationFailure(c)));
        }
        return state.confirmation()
                .filter(c -> c.candidate() == kept.candidate().number())
                .map(c -> new Confirmed(c.confirmed(), c.selection(), c.holdOut()));
    }

    private String confirmationFailure(CandidateRecord incumbent) {
        return Stream.of(state.record(0), incumbent)
                .flatMap(record -> record.trials().stream())
                .filter(TrialRecord::openHoldOut)
                .flatMap(trial -> trial.outcome().stream()
                        .filter(Failed.class::isInstance)
                        .map(Failed.class::cast)
                        .map(failed -> "trial " + trial.trialId() + ": " + failed.code() + ": " + failed.message()))
                .findFirst()
                .orElse("the campaign ended before its verdict");
    }
}
