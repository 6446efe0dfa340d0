package dev.assay.ledger.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignEvent.ResumeRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.chain.BrokenChainException;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.history.TestingRecipes;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.cost.Cost;
import dev.assay.research.program.Arm;
import dev.assay.research.review.Comparison;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The fold keeps its answers up to date; here they are held against answers that are found by reading all events. */
class CampaignStatePropertyTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final int CANDIDATES = 9;
    private static final int TRIALS = 25;

    private static final CampaignStarted START =
            new CampaignStarted(NOW, "c", 7, "the profile", "the program", new TreeMap<>(), 16);

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void everyAnswerIsWhatTheEventsSayAtEveryPointOfAHistory(@ForAll("attempts") List<CampaignEvent> attempts) {
        List<CampaignEvent> history = new ArrayList<>();
        List<CampaignState> states = new ArrayList<>(List.of(CampaignState.EMPTY));
        CampaignState state = CampaignState.EMPTY;
        for (CampaignEvent event : attempts) {
            CampaignState before = state;
            if (new EventsReadNaively(history).fits(event)) {
                history.add(event);
                state = before.apply(event);
                states.add(state);
            } else {
                assertThatThrownBy(() -> before.apply(event))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("does not follow");
            }
        }
        // Only now: what was applied later must have changed no state from before.
        for (int length = 0; length < states.size(); length++) {
            assertSame(states.get(length), new EventsReadNaively(List.copyOf(history.subList(0, length))));
        }
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void equalHistoriesMakeEqualStatesAndAnotherEventAnotherState(@ForAll("attempts") List<CampaignEvent> attempts) {
        CampaignState one = CampaignState.EMPTY;
        CampaignState other = CampaignState.EMPTY;
        EventsReadNaively history = new EventsReadNaively(new ArrayList<>());
        for (CampaignEvent event : attempts) {
            if (history.fits(event)) {
                history.events().add(event);
                other = one;
                one = one.apply(event);
                if (changesState(event)) {
                    assertThat(one).isNotEqualTo(other);
                }
            }
        }

        CampaignState again = CampaignState.of(history.events());
        assertThat(again).isEqualTo(one).hasSameHashCodeAs(one);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aChainFromItsSnapshotIsEqualAnswersAlikeAndGoesOnAlike(
            @ForAll("attempts") List<CampaignEvent> attempts, @ForAll @IntRange(max = 120) int length) {
        EventsReadNaively history = new EventsReadNaively(new ArrayList<>());
        attempts.stream().filter(history::fits).forEach(history.events()::add);
        List<Entry<CampaignEvent>> entries = EventCodec.sealAll(ChainHead.START, history.events());
        int before = Math.min(length, entries.size());
        CampaignChain folded = CampaignChain.EMPTY;
        for (Entry<CampaignEvent> entry : entries.subList(0, before)) {
            folded = folded.apply(entry);
        }

        CampaignChain loaded = CampaignSnapshot.of(folded).chain();

        assertThat(loaded).isEqualTo(folded).hasSameHashCodeAs(folded);
        assertSame(
                loaded.state(),
                new EventsReadNaively(List.copyOf(history.events().subList(0, before))));
        for (Entry<CampaignEvent> entry : entries.subList(before, entries.size())) {
            loaded = loaded.apply(entry);
            folded = folded.apply(entry);
        }
        assertThat(loaded).isEqualTo(folded);
        assertSame(loaded.state(), history);
    }

    @Test
    void afterASnapshotTheNextEventMustNameItsHead() {
        List<CampaignEvent> events = List.of(START, new StopRequested(NOW, "why"));
        CampaignChain loaded = CampaignSnapshot.of(CampaignChain.EMPTY.apply(EventCodec.seal(ChainHead.START, START)))
                .chain();
        Entry<CampaignEvent> next = EventCodec.sealAll(ChainHead.START, events).get(1);
        Entry<CampaignEvent> other = EventCodec.seal(new ChainHead(1, Digest.ofText("another event 1")), events.get(1));

        assertThat(loaded.apply(next).head()).isEqualTo(next.head());
        assertThatThrownBy(() -> loaded.apply(other))
                .isInstanceOf(BrokenChainException.class)
                .hasMessageContaining("follows on an event with hash");
    }

    private static boolean changesState(CampaignEvent event) {
        return event instanceof CandidateProposed
                || event instanceof TrialRequested
                || event instanceof TrialReported
                || event instanceof CandidateReviewed
                || event instanceof PauseRequested
                || event instanceof ResumeRequested;
    }

    private static void assertSame(CampaignState state, EventsReadNaively events) {
        assertThat(state.start()).isEqualTo(events.start());
        assertThat(state.phase()).isEqualTo(events.phase());
        assertThat(state.isFinished()).isEqualTo(events.isFinished());
        assertThat(state.stopCause()).isEqualTo(events.stopCause());
        assertThat(state.pauseCause()).isEqualTo(events.pauseCause());
        assertThat(state.isPaused()).isEqualTo(events.pauseCause().isPresent());
        assertThat(state.confirmation()).isEqualTo(events.confirmation());
        assertThat(state.candidates()).isEqualTo(events.candidates());
        assertThat(state.reviewOrder()).isEqualTo(events.reviewOrder());
        assertThat(state.unreviewed()).isEqualTo(events.unreviewed());
        assertThat(state.inReviewOrder()).isEqualTo(events.inReviewOrder());
        assertThat(state.openTrials()).isEqualTo(events.openTrials());
        assertThat(state.incumbent()).isEqualTo(events.incumbent(Arm.AGENT));
        for (CandidateRecord record : events.candidates()) {
            assertThat(state.record(record.candidate().number())).isEqualTo(record);
        }
        for (int trial = 0; trial < TRIALS; trial++) {
            assertThat(state.trial("t" + trial)).isEqualTo(events.trial("t" + trial));
        }
        for (Arm arm : Arm.values()) {
            assertThat(state.candidates(arm)).isEqualTo(events.candidates(arm));
            assertThat(state.candidates(arm)).hasSize(events.candidates(arm).size());
            assertThat(state.incumbent(arm)).as("incumbent of %s", arm).isEqualTo(events.incumbent(arm));
            assertThat(state.reviewedSinceKeep(arm))
                    .as("since keep of %s", arm)
                    .isEqualTo(events.reviewedSinceKeep(arm));
        }
    }

    /** Events about few candidates and trials, so that most follow on those before them and many do not. */
    @Provide
    Arbitrary<List<CampaignEvent>> attempts() {
        Arbitrary<List<CampaignEvent>> rest = Arbitraries.frequencyOf(
                        Tuple.of(8, proposals()),
                        Tuple.of(16, requests()),
                        Tuple.of(20, reports()),
                        Tuple.of(12, reviews()),
                        Tuple.of(2, phases()),
                        Tuple.of(3, others()))
                .list()
                .ofMinSize(10)
                .ofMaxSize(120);
        return Combinators.combine(Arbitraries.frequency(Tuple.of(9, true), Tuple.of(1, false)), rest)
                .as((started, events) -> {
                    List<CampaignEvent> all = new ArrayList<>();
                    if (started) {
                        all.add(START);
                    }
                    all.addAll(numbered(events));
                    return all;
                });
    }

    /** Most proposals have the number that is next; a negative number stands for it. */
    private static List<CampaignEvent> numbered(List<CampaignEvent> events) {
        int next = 0;
        List<CampaignEvent> all = new ArrayList<>();
        for (CampaignEvent event : events) {
            if (event instanceof CandidateProposed proposed
                    && proposed.candidate().number() < 0) {
                Candidate c = proposed.candidate();
                all.add(new CandidateProposed(
                        NOW,
                        new Candidate(next, c.recipe(), c.parent(), c.family(), c.hypothesis(), c.source(), c.arm())));
                next++;
            } else {
                all.add(event);
            }
        }
        return all;
    }

    private static Arbitrary<CampaignEvent> proposals() {
        Arbitrary<Integer> numbers = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.just(-1)),
                Tuple.of(1, Arbitraries.integers().between(0, CANDIDATES)));
        return Combinators.combine(numbers, Arbitraries.of(Arm.values()))
                .as((number, arm) -> new CandidateProposed(
                        NOW, new Candidate(number, TestingRecipes.ALL.get(3), 0, "fedavg", "why", "test", arm)));
    }

    private static Arbitrary<CampaignEvent> requests() {
        return Combinators.combine(trialIds(), candidates(), Arbitraries.longs(), Arbitraries.of(true, false))
                .as((trial, candidate, seed, openHoldOut) ->
                        new TrialRequested(NOW, trial, candidate, seed, openHoldOut));
    }

    private static Arbitrary<CampaignEvent> reports() {
        Arbitrary<TrialOutcome> scored = Arbitraries.doubles()
                .between(0, 1)
                .map(score -> new Scored(score, OptionalDouble.empty(), Digest.ofText("model"), Cost.NONE));
        Arbitrary<TrialOutcome> failed =
                Arbitraries.of(FailureCode.values()).map(code -> new Failed(code, "why", Cost.NONE));
        return Combinators.combine(trialIds(), Arbitraries.oneOf(scored, failed))
                .as((trial, outcome) -> new TrialReported(NOW, trial, outcome, Optional.empty()));
    }

    private static Arbitrary<CampaignEvent> reviews() {
        return Combinators.combine(
                        candidates(),
                        Arbitraries.of(Verdict.values()),
                        Arbitraries.doubles().between(0, 1))
                .as((candidate, verdict, score) ->
                        new CandidateReviewed(NOW, candidate, verdict, score, Optional.empty(), "why"));
    }

    private static Arbitrary<CampaignEvent> phases() {
        return Arbitraries.of(Phase.BASELINE, Phase.CALIBRATION, Phase.SEARCH, Phase.CONTROLS, Phase.CONFIRMATION)
                .map(phase -> new PhaseEntered(NOW, phase, "why"));
    }

    private static Arbitrary<CampaignEvent> others() {
        Comparison gain = new Comparison(3, 0.1, 0.05, 0.05, 0.15);
        Tuple2<Integer, CampaignEvent> end = Tuple.of(1, new CampaignFinished(NOW, "done"));
        return Arbitraries.frequency(
                end,
                Tuple.of(2, START),
                Tuple.of(2, new StopRequested(NOW, "first cause")),
                Tuple.of(2, new StopRequested(NOW, "another cause")),
                Tuple.of(4, new PauseRequested(NOW, "the night")),
                Tuple.of(2, new PauseRequested(NOW, "another night")),
                Tuple.of(8, new ResumeRequested(NOW, "the morning")),
                Tuple.of(2, new ProposalRefused(NOW, TestingRecipes.ALL.get(1), "test", List.of("lr is 20"))),
                Tuple.of(2, new HoldOutOpened(NOW, List.of(0), "why")),
                Tuple.of(2, new HoldOutOpened(NOW, List.of(0), "why", HoldOutReader.REPORT)),
                Tuple.of(2, new HoldOutScored(NOW, List.of(), List.of())),
                Tuple.of(2, new ReportWritten(NOW, new TreeMap<>())),
                Tuple.of(2, new CampaignConfirmed(NOW, 0, true, gain, gain, "why")));
    }

    private static Arbitrary<String> trialIds() {
        return Arbitraries.integers().between(0, TRIALS - 1).map(number -> "t" + number);
    }

    private static Arbitrary<Integer> candidates() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.integers().between(0, 3)),
                Tuple.of(1, Arbitraries.integers().between(-1, CANDIDATES)));
    }
}
