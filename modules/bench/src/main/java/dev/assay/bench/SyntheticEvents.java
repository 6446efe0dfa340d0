package dev.assay.bench;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.cost.Cost;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.review.Comparison;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Writes a {@link SyntheticHistory}, a batch at a time. */
final class SyntheticEvents implements Iterator<RecordedEvent> {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final long MILLIS_PER_EVENT = 137;
    private static final int CRASHES = 40;
    private static final int KEEPS = 60;
    private static final String PROGRAM = """
            ---
            phases: [baseline, search, confirmation]
            seeds: {baseline: 5, first: 5, full: 5, confirmation: 5}
            keep: {confidence: 0.9, min_gain: 0.002}
            search: {method: local-tpe, batch: 4}
            watchdog: {widen_after: 100, stop_after: 1000}
            crashes: {family_limit: 2}
            caps: {candidates: 16}
            stop_file: STOP
            ---
            Be careful.
            """;

    private final SyntheticHistory history;
    private final Deque<RecordedEvent> ready = new ArrayDeque<>();
    private Instant now = START;
    private ChainHead head = ChainHead.START;
    private int batches;
    private int proposed;
    private int incumbent;
    private double best = 0.80;
    private boolean finished;

    SyntheticEvents(SyntheticHistory history) {
        this.history = history;
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty() && !finished) {
            writeMore();
        }
        return !ready.isEmpty();
    }

    @Override
    public RecordedEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void writeMore() {
        if (proposed == 0) {
            start();
        } else if (proposed < history.candidates()) {
            batch();
        } else {
            confirm();
        }
    }

    private void start() {
        write(new CampaignStarted(
                tick(),
                SyntheticHistory.CAMPAIGN_ID,
                7,
                SyntheticTask.profileText(Digest.ofText("rows"), history.rounds()),
                PROGRAM,
                new TreeMap<>(Map.of("task", "synthetic", "metric", "accuracy", "sites", "8")),
                history.candidates() - 1));
        write(new PhaseEntered(tick(), Phase.BASELINE, "the campaign starts"));
        run(propose(1), false);
        write(new CandidateReviewed(
                tick(), 0, Verdict.KEEP, best, Optional.empty(), "baseline: mean 0.8000 over 5 seeds, noise 0.0010"));
        write(new PhaseEntered(tick(), Phase.SEARCH, "the baseline is measured"));
    }

    private void batch() {
        batches++;
        if (batches % SyntheticHistory.BATCHES_PER_REFUSAL == 0) {
            write(new ProposalRefused(tick(), recipe(proposed), "local-tpe", List.of("lr is 20, must be at most 1")));
        }
        List<Candidate> batch = propose(Math.min(SyntheticHistory.BATCH, history.candidates() - proposed));
        run(batch, false);
        batch.forEach(candidate -> review(candidate.number()));
    }

    private void confirm() {
        write(new PhaseEntered(tick(), Phase.CONFIRMATION, "the cap of candidates is reached"));
        write(new HoldOutOpened(
                tick(),
                List.of(0, incumbent),
                "confirmation of " + Candidate.name(incumbent) + " against the baseline on 5 fresh seeds"));
        run(List.of(candidate(0), candidate(incumbent)), true);
        Comparison gain = comparison(best - 0.80);
        write(new CampaignConfirmed(
                tick(), incumbent, gain.lower() > 0, gain, gain, Candidate.name(incumbent) + " against the baseline"));
        write(new CampaignFinished(tick(), "the confirmation is done"));
        finished = true;
    }

    private List<Candidate> propose(int count) {
        List<Candidate> batch = IntStream.range(proposed, proposed + count)
                .mapToObj(this::candidate)
                .toList();
        proposed += count;
        return batch;
    }

    /** Requests the trials, runs them two at a time, and reports each when it has ended. */
    private void run(List<Candidate> candidates, boolean confirms) {
        List<SyntheticTrial> trials = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (!confirms) {
                write(new CandidateProposed(tick(), candidate));
            }
            for (int seed = 1; seed <= SyntheticHistory.SEEDS; seed++) {
                TrialPlan plan = plan(candidate, seed, confirms);
                Entry<CampaignEvent> request =
                        write(new TrialRequested(tick(), plan.trialId(), candidate.number(), plan.seed(), confirms));
                trials.add(new SyntheticTrial(plan, history.rounds(), outcome(plan), request.hash()));
            }
        }
        for (int first = 0; first < trials.size(); first += 2) {
            sideBySide(trials.subList(first, Math.min(first + 2, trials.size())));
        }
    }

    private void sideBySide(List<SyntheticTrial> trials) {
        ChainHead[] heads = trials.stream()
                .map(trial -> ChainHead.anchoredIn(trial.request()))
                .toArray(ChainHead[]::new);
        for (int sequence = 1; sequence <= trials.get(0).size(); sequence++) {
            for (int i = 0; i < heads.length; i++) {
                Entry<TrialEvent> entry =
                        EventCodec.seal(heads[i], trials.get(i).event(sequence, tick()));
                heads[i] = entry.head();
                String id = LedgerIds.trial(trials.get(i).plan().trialId()).id();
                ready.add(new RecordedEvent(id, entry.sequence(), entry));
            }
        }
        for (int i = 0; i < heads.length; i++) {
            SyntheticTrial trial = trials.get(i);
            write(new TrialReported(tick(), trial.plan().trialId(), trial.outcome(), Optional.of(heads[i])));
        }
    }

    private void review(int number) {
        if (crashes(number)) {
            write(new CandidateReviewed(
                    tick(), number, Verdict.CRASH, 0, Optional.empty(), "SCORE_NOT_FINITE: the score is not a number"));
            return;
        }
        double gain = gain(number);
        boolean keep = keeps(number);
        write(new CandidateReviewed(
                tick(),
                number,
                keep ? Verdict.KEEP : Verdict.DISCARD,
                best + gain,
                Optional.of(comparison(gain)),
                (keep ? "new incumbent" : "does not beat the noise") + ": gain over " + Candidate.name(incumbent)));
        if (keep) {
            best += gain;
            incumbent = number;
        }
    }

    private Candidate candidate(int number) {
        return new Candidate(
                number,
                recipe(number),
                number == 0 ? 0 : incumbent,
                "fedavg",
                "A learning rate between those of the best candidates loses less to the sites' drift.",
                number == 0 ? "profile" : "local-tpe");
    }

    private static TrialPlan plan(Candidate candidate, int seed, boolean confirms) {
        return new TrialPlan(
                SyntheticHistory.CAMPAIGN_ID + "/" + candidate.name() + (confirms ? "/confirm-" : "/seed-") + seed,
                SyntheticHistory.CAMPAIGN_ID,
                candidate.name(),
                candidate.recipe(),
                (confirms ? 0x5DEECE66DL : 0x9E3779B9L) * seed,
                confirms);
    }

    private TrialOutcome outcome(TrialPlan plan) {
        int number = Integer.parseInt(plan.candidate().substring(1));
        Cost cost = SyntheticTrial.costOf(history.rounds());
        if (crashes(number)) {
            return new Failed(FailureCode.SCORE_NOT_FINITE, "the score is not a number", cost);
        }
        double score = best + gain(number) + 0.0005 * wobble(plan.seed());
        return new Scored(
                score,
                plan.openHoldOut() ? OptionalDouble.of(score - 0.01) : OptionalDouble.empty(),
                SyntheticTrial.model(plan, history.rounds() - 1),
                cost);
    }

    /** Recipes of different numbers differ in the learning rate. */
    private static Recipe recipe(int number) {
        return Recipe.parse("""
                assay.recipe.v1
                aggregator=fedavg
                architecture=mlp
                lr=0.%s
                cosine_eta_min=1
                momentum=0
                weight_decay=0
                proximal_mu=0
                clip_norm=0
                label_smoothing=0
                batch_size=16
                local_epochs=1
                """.formatted(String.valueOf(10_000_000 + number).replaceAll("0+$", "")));
    }

    private static boolean crashes(int number) {
        return number % CRASHES == CRASHES / 2;
    }

    /** The first candidate is kept, so that there is one to confirm. */
    private static boolean keeps(int number) {
        return number % KEEPS == 1;
    }

    private static double gain(int number) {
        if (number == 0) {
            return 0;
        }
        return keeps(number) ? 0.0005 : -0.002 + 0.002 * wobble(number);
    }

    /** Between -1 and 1, a fixed sequence that looks irregular. */
    private static double wobble(long number) {
        return Math.floorMod(number * 7919, 101) / 50.0 - 1;
    }

    private static Comparison comparison(double gain) {
        return new Comparison(SyntheticHistory.SEEDS, gain, 0.0004, gain - 0.0004, gain + 0.0004);
    }

    private Entry<CampaignEvent> write(CampaignEvent event) {
        Entry<CampaignEvent> entry = EventCodec.seal(head, event);
        head = entry.head();
        ready.add(new RecordedEvent(
                LedgerIds.campaign(SyntheticHistory.CAMPAIGN_ID).id(), entry.sequence(), entry));
        return entry;
    }

    private Instant tick() {
        now = now.plusMillis(MILLIS_PER_EVENT);
        return now;
    }
}
