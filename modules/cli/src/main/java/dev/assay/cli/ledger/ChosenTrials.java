package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.DamagedLedger;
import dev.assay.learning.training.Device;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.reproduce.TrialCourse;
import dev.assay.ledger.trial.TrialPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The trials of a candidate that are to be run again, as the ledger has them.
 *
 * @param trials in the order of their requests; at least one
 * @param nothingYet ids of the others that were asked for and have no round and no end so far
 */
record ChosenTrials(CampaignStarted start, List<Recorded> trials, List<String> nothingYet) {

    /** A trial, and how it went. */
    record Recorded(TrialPlan plan, TrialCourse course) {}

    /**
     * Reads the ledger, once all of its chains are verified: a trial of which they do not vouch proves nothing.
     *
     * @param seed whose trials are meant; without it the first trial, unless all are
     * @throws BadInput if there is no such candidate or seed, with those that there are
     */
    static ChosenTrials of(Path run, String candidate, Optional<Long> seed, boolean all)
            throws BadInput, DamagedLedger {
        try (JournalReader journal = JournalReader.open(run)) {
            LedgerCheck chains = LedgerCheck.ofChains(run, journal, Map.of());
            DamagedLedger.requireNone(chains.flaw(), "the ledger of " + run, "");
            String campaign = chains.ledger().orElseThrow().campaignId();
            CampaignState state = CampaignState.of(journal.campaign(campaign));
            CandidateRecord record = find(state, candidate);
            List<TrialRecord> wanted = choose(record, seed, all);
            List<Recorded> trials = new ArrayList<>();
            List<String> nothingYet = new ArrayList<>();
            for (TrialRecord trial : wanted) {
                TrialPlan plan = new TrialPlan(
                        trial.trialId(),
                        campaign,
                        candidate,
                        record.candidate().recipe(),
                        trial.seed(),
                        trial.openHoldOut());
                TrialCourse course = TrialCourse.of(journal.trial(trial.trialId()));
                if (course.isEmpty()) {
                    nothingYet.add(trial.trialId());
                } else {
                    trials.add(new Recorded(plan, course));
                }
            }
            if (trials.isEmpty()) {
                throw new BadInput(String.join(", ", nothingYet)
                        + ": no round and no end is recorded yet, so there is nothing to compare with");
            }
            return new ChosenTrials(state.start().orElseThrow(), trials, nothingYet);
        }
    }

    /** What the first of them was trained on, as the description of its engine says. */
    Device.Kind device() {
        return trials.get(0)
                .course()
                .start()
                .map(started -> Device.Kind.ofDescription(started.engine()))
                .orElse(Device.Kind.CPU);
    }

    private static CandidateRecord find(CampaignState state, String candidate) throws BadInput {
        int there = state.candidates().size();
        return state.candidates().stream()
                .filter(record -> record.candidate().name().equals(candidate))
                .findFirst()
                .orElseThrow(() -> new BadInput("there is no candidate " + candidate + "; the campaign has "
                        + switch (there) {
                            case 0 -> "none yet";
                            case 1 -> Candidate.name(0);
                            default -> Candidate.name(0) + " to " + Candidate.name(there - 1);
                        }));
    }

    private static List<TrialRecord> choose(CandidateRecord record, Optional<Long> seed, boolean all) throws BadInput {
        String name = record.candidate().name();
        if (record.trials().isEmpty()) {
            throw new BadInput(name + " has no trial yet");
        }
        if (seed.isEmpty()) {
            return all ? record.trials() : record.trials().subList(0, 1);
        }
        List<TrialRecord> wanted = record.trials().stream()
                .filter(trial -> trial.seed() == seed.get())
                .toList();
        if (wanted.isEmpty()) {
            throw new BadInput("--seed: " + name + " has no trial with seed " + seed.get() + "; its seeds are "
                    + record.trials().stream()
                            .map(trial -> Long.toString(trial.seed()))
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }
        return wanted;
    }
}
