package dev.assay.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.agent.decision.DecisionReplay.Difference;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignEvent.ResumeRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.HoldOutReader;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DecisionReplayTest {
    private static CampaignDrive drive() {
        return new CampaignDrive(TestingRules.with(), 8).answering(CampaignDrive.LANDSCAPE);
    }

    @Test
    void everyDecisionOfDrivenCampaignsComesOutTheSame() {
        for (CampaignDrive drive : List.of(
                drive(),
                new CampaignDrive(TestingRules.with(), 0),
                new CampaignDrive(TestingRules.with(), 40).answering(CampaignDrive.gains(recipe -> 0)),
                drive().answering(CampaignDrive.crashing(CampaignDrive::hasProximalTerm, CampaignDrive.LANDSCAPE)),
                new CampaignDrive(
                                TestingRules.with(
                                        "search, confirmation]", "search, controls, confirmation]",
                                        "caps:", "controls: {arms: [random, scalar], candidates: 2}\ncaps:"),
                                6)
                        .answering(CampaignDrive.LANDSCAPE))) {
            List<CampaignEvent> events = drive.toTheEnd().events();

            DecisionReplay replay = DecisionReplay.of(events);

            assertThat(replay.difference()).isEmpty();
            assertThat(replay.decisions()).isGreaterThan(4);
        }
    }

    @Property(tries = 20)
    void orderOfReportsIsNoDecision(@ForAll long seed) {
        Random random = new Random(seed);
        List<CampaignEvent> events = drive().reporting(trials -> {
                    List<TrialRecord> any = new ArrayList<>(trials);
                    Collections.shuffle(any, random);
                    return any;
                })
                .toTheEnd()
                .events();

        assertThat(DecisionReplay.of(events).difference()).isEmpty();
    }

    @Test
    void stopAtEveryPointIsAccepted() {
        int length = drive().toTheEnd().events().size();
        for (int at = 1; at < length; at += 3) {
            int stopAt = at;
            CampaignDrive drive = drive();
            int[] asked = {0};
            List<CampaignEvent> events = drive.until(state -> asked[0]++ >= stopAt / 3 || state.isFinished())
                            .state()
                            .isFinished()
                    ? drive.events()
                    : drive.stop("a test").toTheEnd().events();

            assertThat(DecisionReplay.of(events).difference())
                    .as("stop at %s", at)
                    .isEmpty();
        }
    }

    @Test
    void pauseAtAnyPointIsAcceptedAndChangesNoDecision() {
        List<CampaignEvent> undisturbed = drive().toTheEnd().events();
        for (int at = 1; at < undisturbed.size(); at += 3) {
            int pauseAt = at;
            CampaignDrive drive = drive();
            drive.until(state -> drive.events().size() >= pauseAt || state.isFinished());
            if (drive.state().isFinished()) {
                continue;
            }
            List<CampaignEvent> events =
                    drive.pause("the night").resume("the morning").toTheEnd().events();

            assertThat(DecisionReplay.of(events).difference())
                    .as("pause at %s", at)
                    .isEmpty();
            assertThat(events.stream()
                            .filter(event -> !(event instanceof PauseRequested || event instanceof ResumeRequested))
                            .toList())
                    .as("pause at %s", at)
                    .isEqualTo(undisturbed);
        }
    }

    @Test
    void everyBeginningOfALedgerReplaysUpToTheDecisionThatWasCutOff() {
        List<CampaignEvent> events = drive().toTheEnd().events();
        int whole = 0;
        for (int length = 1; length <= events.size(); length++) {
            DecisionReplay replay = DecisionReplay.of(events.subList(0, length));
            Optional<Difference> difference = replay.difference();
            if (difference.isEmpty()) {
                whole++;
            } else {
                assertThat(difference.get().sequence()).isEqualTo(length + 1);
                assertThat(difference.get().recorded()).isEmpty();
                assertThat(difference.get().derived()).hasValue(events.get(length));
            }
        }
        assertThat(whole).isGreaterThan(events.size() / 3);
    }

    @Test
    void replayUpToAnyEventOfAWholeLedgerTellsNothingOfWhatIsBehindIt() {
        List<CampaignEvent> events = drive().toTheEnd().events();
        int all = DecisionReplay.of(events).decisions();
        List<CampaignEvent> forged = new ArrayList<>(events);
        forged.set(events.size() - 1, changesOf(events.get(events.size() - 1)).get(0));
        for (int until = 1; until < events.size(); until++) {
            DecisionReplay replay = DecisionReplay.of(forged, until);
            assertThat(replay.difference()).as("until %s", until).isEmpty();
            assertThat(replay.decisions()).isLessThan(all);
        }
        assertThat(DecisionReplay.of(forged, forged.size()).difference()).isPresent();
    }

    @Test
    void everyChangedDecisionIsReportedWhereItStands() {
        List<CampaignEvent> events = drive().toTheEnd().events();
        int changes = 0;
        for (int at = 0; at < events.size(); at++) {
            for (CampaignEvent changed : changesOf(events.get(at))) {
                assertThat(changed).isNotEqualTo(events.get(at));
                List<CampaignEvent> forged = new ArrayList<>(events);
                forged.set(at, changed);
                Difference difference = DecisionReplay.of(forged).difference().orElseThrow();
                assertThat(difference.sequence()).as("%s", changed).isEqualTo(at + 1);
                assertThat(difference.recorded()).hasValue(changed);
                assertThat(difference.derived()).hasValue(events.get(at));
                changes++;
            }
        }
        assertThat(changes).isGreaterThan(events.size() / 2);
    }

    @Test
    void decisionsInAnotherOrderAreReportedAtTheFirst() {
        List<CampaignEvent> events = drive().toTheEnd().events();
        for (int at = 0; at + 1 < events.size(); at++) {
            if (!changesOf(events.get(at)).isEmpty()
                    && !changesOf(events.get(at + 1)).isEmpty()) {
                List<CampaignEvent> swapped = new ArrayList<>(events);
                Collections.swap(swapped, at, at + 1);
                assertThat(DecisionReplay.of(swapped).difference().orElseThrow().sequence())
                        .isEqualTo(at + 1);
            }
        }
    }

    @Test
    void decisionThatWasLeftOutIsReported() {
        List<CampaignEvent> events = drive().toTheEnd().events();
        for (int at = 0; at + 1 < events.size(); at++) {
            if (!changesOf(events.get(at)).isEmpty()) {
                List<CampaignEvent> left = new ArrayList<>(events);
                left.remove(at);
                assertThat(DecisionReplay.of(left).difference().orElseThrow().sequence())
                        .isBetween(1L, at + 1L);
            }
        }
    }

    @Test
    void anotherScoreThanTheDecisionWasMadeOnShowsInTheDecision() {
        List<CampaignEvent> events = drive().toTheEnd().events();
        int first = events.indexOf(events.stream()
                .filter(TrialReported.class::isInstance)
                .findFirst()
                .orElseThrow());
        TrialReported told = (TrialReported) events.get(first);
        Scored scored = (Scored) told.outcome();
        List<CampaignEvent> forged = new ArrayList<>(events);
        forged.set(
                first,
                new TrialReported(
                        told.at(),
                        told.trialId(),
                        new Scored(scored.selection() + 0.01, scored.holdOut(), scored.model(), scored.cost()),
                        told.chain()));

        Difference difference = DecisionReplay.of(forged).difference().orElseThrow();
        assertThat(difference.recorded()).containsInstanceOf(CandidateReviewed.class);
    }

    @Test
    void readingsForAReportBehindTheEndAreNoDecisions() {
        List<CampaignEvent> events = new ArrayList<>(drive().toTheEnd().events());
        events.add(new HoldOutOpened(CampaignDrive.NOW, List.of(0), "a report", HoldOutReader.REPORT));
        events.add(new CampaignEvent.HoldOutScored(CampaignDrive.NOW, List.of(), List.of("c/c000/seed-1")));
        events.add(new ReportWritten(CampaignDrive.NOW, new TreeMap<>()));

        assertThat(DecisionReplay.of(events).difference()).isEmpty();
    }

    @Test
    void eventThatNobodyDecidedIsReported() {
        List<CampaignEvent> events = drive().toTheEnd().events();
        int request = events.indexOf(events.stream()
                .filter(TrialRequested.class::isInstance)
                .findFirst()
                .orElseThrow());
        List<CampaignEvent> more = new ArrayList<>(events.subList(0, request + 5));
        more.add(new CampaignFinished(CampaignDrive.NOW, "enough"));

        Difference difference = DecisionReplay.of(more).difference().orElseThrow();
        assertThat(difference.sequence()).isEqualTo(more.size());
        assertThat(difference.derived()).isEmpty();
    }

    @Test
    void ledgerWithoutAStartIsRefused() {
        assertThatThrownBy(() -> DecisionReplay.of(List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not begin with the start of a campaign");
    }

    /** Changed in every part that is decided; none for what came from outside. */
    private static List<CampaignEvent> changesOf(CampaignEvent event) {
        Instant at = event.at();
        if (event instanceof PhaseEntered entered) {
            return List.of(new PhaseEntered(at, entered.phase(), entered.reason() + "!"));
        }
        if (event instanceof CandidateProposed proposed) {
            Candidate c = proposed.candidate();
            return List.of(
                    new CandidateProposed(
                            at,
                            new Candidate(
                                    c.number(),
                                    c.recipe().with(Map.of(Knob.LR, KnobValue.of(0.123))),
                                    c.parent(),
                                    c.family(),
                                    c.hypothesis(),
                                    c.source(),
                                    c.arm())),
                    new CandidateProposed(
                            at,
                            new Candidate(
                                    c.number(), c.recipe(), c.parent(), c.family(), "else", c.source(), c.arm())));
        }
        if (event instanceof TrialRequested r) {
            return List.of(
                    new TrialRequested(at, r.trialId(), r.candidate(), r.seed() + 1, r.openHoldOut()),
                    new TrialRequested(at, r.trialId() + "x", r.candidate(), r.seed(), r.openHoldOut()),
                    new TrialRequested(at, r.trialId(), r.candidate(), r.seed(), !r.openHoldOut()));
        }
        if (event instanceof CandidateReviewed r) {
            Verdict other = r.verdict() == Verdict.KEEP ? Verdict.DISCARD : Verdict.KEEP;
            return List.of(
                    new CandidateReviewed(at, r.candidate(), other, r.score(), r.comparison(), r.reason()),
                    new CandidateReviewed(
                            at, r.candidate(), r.verdict(), Math.nextUp(r.score()), r.comparison(), r.reason()),
                    new CandidateReviewed(at, r.candidate(), r.verdict(), r.score(), r.comparison(), "because"));
        }
        if (event instanceof HoldOutOpened opened) {
            return List.of(new HoldOutOpened(at, List.of(7), opened.reason()));
        }
        if (event instanceof CampaignConfirmed c) {
            return List.of(
                    new CampaignConfirmed(at, c.candidate(), !c.confirmed(), c.selection(), c.holdOut(), c.reason()));
        }
        if (event instanceof CampaignFinished) {
            return List.of(new CampaignFinished(at, "enough"));
        }
        return List.of();
    }
}
