package dev.assay.agent.decision;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.Phase;
import dev.assay.research.program.Arm;
import dev.assay.research.program.Program.PhaseName;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.search.Proposer;
import dev.assay.research.watchdog.Watchdog.Advice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The built-in agent: what happens next in a campaign, as a pure function of program, profile and ledger. It answers with
 * the events of one step; they are stored, applied, and it is asked again, until it answers with none: then the campaign
 * waits for trials.
 *
 * <pre>
 * BASELINE      the baseline on all its seeds: their spread is the noise       -> CALIBRATION
 * CALIBRATION   the profile's table, in batches, each batch reviewed           -> SEARCH when the table is through
 * SEARCH        the proposer's batches, each reviewed                          -> CONTROLS at the cap, on a plateau, or
 *                                                                                 with nothing to propose
 * CONTROLS      the program's control arms, each on its own, each reviewed     -> CONFIRMATION when all are through
 * CONFIRMATION  incumbent and baseline on fresh seeds, hold-out opened         -> FINISHED
 * </pre>
 *
 * Phases that the program does not ask for are left out. A stop leads to CONFIRMATION at once, without controls. Decisions fall only when no trial is out, so they do not depend on how many trials run side by side.
 */
public final class CampaignDecider {
    private final CampaignRules rules;
    private final Review review;
    private final Batches batches;
    private final Controls controls;
    private final Confirmation confirmation;

    public CampaignDecider(CampaignRules rules) {
        this(rules, rules::proposer);
    }

    /** @param arms who proposes in each control arm */
    CampaignDecider(CampaignRules rules, Function<Arm, Proposer> arms) {
        this.rules = rules;
        this.review = new Review(rules);
        this.batches = new Batches(rules);
        this.controls = new Controls(rules, arms);
        this.confirmation = new Confirmation(rules);
    }

    /**
     * The next step.
     *
     * @param state after the campaign's start
     * @param now dates the events; decides nothing
     * @return events to store in this order; empty when trials are out or the campaign is finished
     */
    public List<CampaignEvent> decide(CampaignState state, Instant now) {
        if (state.isFinished() || !state.openTrials().isEmpty()) {
            return List.of();
        }
        return switch (state.phase()) {
            case BASELINE -> baseline(state, now);
            case CALIBRATION -> explore(state, rules.calibration(), now);
            case SEARCH -> explore(state, rules.search(), now);
            case CONTROLS -> controls(state, now);
            case CONFIRMATION, FINISHED -> confirmation.decide(state, now);
        };
    }

    private List<CampaignEvent> baseline(CampaignState state, Instant now) {
        if (state.candidates().isEmpty()) {
            Recipe recipe = rules.profile().baseline();
            Candidate baseline = new Candidate(
                    0,
                    recipe,
                    0,
                    recipe.family(),
                    "The profile's baseline: what every gain is measured against.",
                    "profile");
            List<CampaignEvent> events = new ArrayList<>();
            events.add(enter(Phase.BASELINE, "the campaign starts", now));
            events.add(new CandidateProposed(now, baseline));
            events.addAll(TrialRequests.search(
                    state, baseline.number(), 0, rules.program().seeds().baseline(), now));
            return events;
        }
        if (state.record(0).review().isEmpty()) {
            return review.baseline(state, now);
        }
        return List.of(enter(nextPhase(Phase.BASELINE), "the baseline is measured", now));
    }

    private List<CampaignEvent> explore(CampaignState state, Proposer proposer, Instant now) {
        List<CampaignEvent> reviews = review.candidates(state, now);
        if (!reviews.isEmpty()) {
            return reviews;
        }
        Optional<String> end = endOfSearch(state);
        if (end.isPresent()) {
            return List.of(enter(afterSearch(state), end.get(), now));
        }
        List<CampaignEvent> events =
                new ArrayList<>(batches.propose(state, Arm.AGENT, proposer, cap(state) - tried(state), now));
        // A proposer that was refused everything would propose the same again: it sees no refusals.
        if (events.stream().noneMatch(CandidateProposed.class::isInstance)) {
            events.add(
                    state.phase() == Phase.CALIBRATION
                            ? enter(nextPhase(Phase.CALIBRATION), "the calibration table is through", now)
                            : enter(afterSearch(state), "there is nothing left to propose", now));
        }
        return events;
    }

    private List<CampaignEvent> controls(CampaignState state, Instant now) {
        List<CampaignEvent> reviews = review.candidates(state, now);
        if (!reviews.isEmpty()) {
            return reviews;
        }
        if (state.stopCause().isPresent()) {
            return List.of(
                    enter(Phase.CONFIRMATION, "stopped: " + state.stopCause().get(), now));
        }
        List<CampaignEvent> events = new ArrayList<>(controls.propose(state, now));
        if (events.stream().noneMatch(CandidateProposed.class::isInstance)) {
            events.add(enter(nextPhase(Phase.CONTROLS), controls.end(state), now));
        }
        return events;
    }

    /** A stop must end soon: then there are no controls. */
    private Phase afterSearch(CampaignState state) {
        return state.stopCause().isPresent() ? Phase.CONFIRMATION : nextPhase(Phase.SEARCH);
    }

    private Optional<String> endOfSearch(CampaignState state) {
        if (state.stopCause().isPresent()) {
            return Optional.of("stopped: " + state.stopCause().get());
        }
        if (tried(state) >= cap(state)) {
            return Optional.of("the cap of " + cap(state) + " candidates is reached");
        }
        int since = state.reviewedSinceKeep(Arm.AGENT);
        if (state.phase() == Phase.SEARCH && rules.program().watchdog().advise(since) == Advice.STOP) {
            return Optional.of("plateau: " + since + " candidates since the last keep");
        }
        return Optional.empty();
    }

    private static int tried(CampaignState state) {
        return state.candidates(Arm.AGENT).size();
    }

    private static int cap(CampaignState state) {
        return state.start().orElseThrow().maxCandidates();
    }

    /** The next phase that the program asks for; the confirmation in any case, which knows whether it is wanted. */
    private Phase nextPhase(Phase after) {
        Set<String> wanted =
                rules.program().phases().stream().map(PhaseName::name).collect(Collectors.toSet());
        return EnumSet.range(after, Phase.CONFIRMATION).stream()
                .filter(phase -> phase != after && wanted.contains(phase.name()))
                .findFirst()
                .orElse(Phase.CONFIRMATION);
    }

    private static CampaignEvent enter(Phase phase, String reason, Instant now) {
        return new PhaseEntered(now, phase, reason);
    }
}
