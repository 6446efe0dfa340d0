package dev.assay.agent.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.assay.agent.campaign.CampaignUpdate.CurrentState;
import dev.assay.agent.campaign.CampaignUpdate.EventStored;
import dev.assay.agent.campaign.CampaignUpdate.GoesOn;
import dev.assay.agent.campaign.CampaignUpdate.Paused;
import dev.assay.agent.decision.CampaignRules;
import dev.assay.agent.decision.TestingRules;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.ResumeRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.server.trial.Trial;
import dev.assay.server.trial.TrialReport.TrialPaused;
import dev.assay.server.trial.TrialReport.TrialResumed;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.FishingOutcome;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The campaign on a cluster of one node, with trials that only pretend. */
@Timeout(60)
class CampaignTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final CampaignRules RULES = TestingRules.with();

    private static ActorTestKit kit;
    private static PersistenceTestKit journal;
    private static TestingTrials trials;

    private final String campaignId = UUID.randomUUID().toString();
    private TestProbe<CampaignUpdate> watcher;

    @BeforeAll
    static void formCluster() {
        kit = ActorTestKit.create(
                "campaign",
                PersistenceTestKitPlugin.config()
                        .withFallback(ConfigFactory.parseResources("application-test.conf"))
                        .withFallback(ConfigFactory.parseResources("simulation.conf")));
        journal = PersistenceTestKit.create(kit.system());
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        trials = TestingTrials.start(kit.system());
    }

    @AfterAll
    static void leaveCluster() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void openGate() {
        trials.reset();
        journal.resetPolicy();
    }

    private ActorRef<Campaign.Command> campaign(int width) {
        ActorRef<Campaign.Command> campaign = watched(Clock.fixed(NOW, ZoneOffset.UTC), width);
        watcher.expectMessageClass(CurrentState.class);
        return campaign;
    }

    private ActorRef<Campaign.Command> watched(Clock clock, int width) {
        ActorRef<Campaign.Command> campaign =
                kit.spawn(Campaign.create(campaignId, width, clock, (profile, program) -> RULES));
        watcher = kit.createTestProbe(CampaignUpdate.class);
        campaign.tell(new Campaign.Watch(watcher.ref()));
        return campaign;
    }

    private static Campaign.Start start(int maxCandidates) {
        return new Campaign.Start(
                new CampaignSpec(11, RULES.profile().text(), RULES.program().text(), new TreeMap<>(), maxCandidates));
    }

    private List<CampaignEvent> toTheEnd() {
        return watcher.fishForMessage(PATIENCE, CampaignTest::untilFinished).stream()
                .map(update -> ((EventStored) update).entry().event())
                .toList();
    }

    private static FishingOutcome untilFinished(CampaignUpdate update) {
        if (!(update instanceof EventStored stored)) {
            return FishingOutcomes.continueAndIgnore();
        }
        return stored.entry().event() instanceof CampaignFinished
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndCollect();
    }

    private List<CampaignEvent> stored() {
        return journal.persistedInStorage(LedgerIds.campaign(campaignId).id()).stream()
                .map(entry -> (CampaignEvent) ((Entry<?>) entry).event())
                .toList();
    }

    private static <E> List<E> only(List<CampaignEvent> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Reviews without what is different in every campaign. */
    private static List<String> reviews(List<CampaignEvent> events) {
        return only(events, CandidateReviewed.class).stream()
                .map(review -> review.candidate() + " " + review.verdict() + " " + review.reason())
                .toList();
    }

    /** A campaign that began anew would tell its whole state first. */
    @Test
    void messageThatIsNoCommandIsPassedOver() {
        ActorRef<Campaign.Command> campaign = campaign(2);
        campaign.<Object>unsafeUpcast().tell(new Trial.Rest());
        campaign.tell(start(2));

        watcher.expectMessageClass(EventStored.class, PATIENCE);
        assertThat(toTheEnd()).last().isInstanceOf(CampaignFinished.class);
    }

    @Test
    void runsToItsEndAndTellsWatchersWhatItStoresInOrder() {
        campaign(2).tell(start(3));

        List<CampaignEvent> told = toTheEnd();

        assertThat(told).isEqualTo(stored());
        assertThat(told.get(0)).isInstanceOf(CampaignStarted.class);
        assertThat(only(told, TrialReported.class)).hasSameSizeAs(only(told, TrialRequested.class));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void asManyTrialsRunAsTheWidthAllows(int width) throws Exception {
        trials.hold();
        campaign(width).tell(start(0));

        trials.awaitStarts(width);
        assertThat(trials.startsAnother()).isFalse();
        trials.release();

        toTheEnd();
        assertThat(trials.starts()).hasSize(5);
    }

    @Test
    void widthChangesNoDecision() {
        campaign(1).tell(start(3));
        List<CampaignEvent> narrow = toTheEnd();
        CampaignTest wide = new CampaignTest();
        wide.campaign(3).tell(start(3));

        assertThat(reviews(wide.toTheEnd())).isEqualTo(reviews(narrow));
    }

    @Test
    void secondStartChangesNothing() {
        ActorRef<Campaign.Command> campaign = campaign(2);
        campaign.tell(start(1));
        campaign.tell(start(5));
        List<CampaignEvent> told = toTheEnd();
        campaign.tell(start(5));
        campaign.tell(new Campaign.RequestStop("too late"));
        campaign.tell(new Campaign.Watch(watcher.ref()));

        watcher.expectMessageClass(CurrentState.class);
        assertThat(stored()).isEqualTo(told);
        assertThat(only(told, CampaignStarted.class)).hasSize(1);
    }

    @Test
    void stopIsStoredOnceAndEndsTheCampaign() {
        ActorRef<Campaign.Command> campaign = campaign(2);
        trials.hold();
        campaign.tell(start(5));
        campaign.tell(new Campaign.RequestStop("Ctrl-C"));
        campaign.tell(new Campaign.RequestStop("stop file"));
        trials.release();

        List<CampaignEvent> told = toTheEnd();

        assertThat(only(told, StopRequested.class))
                .extracting(StopRequested::cause)
                .containsExactly("Ctrl-C");
        assertThat(only(told, CandidateReviewed.class)).hasSize(1);
    }

    @Test
    void stopBeforeTheStartIsNothing() {
        ActorRef<Campaign.Command> campaign = campaign(2);
        campaign.tell(new Campaign.RequestStop("early"));
        campaign.tell(start(0));

        assertThat(only(toTheEnd(), StopRequested.class)).isEmpty();
    }

    @Test
    void pausedCampaignLetsItsTrialsEndAndStartsNoneUntilItIsResumed() {
        ActorRef<Campaign.Command> campaign = campaign(2);
        trials.hold();
        campaign.tell(start(3));
        trials.awaitStarts(2);
        campaign.tell(new Campaign.Pause("the night"));
        campaign.tell(new Campaign.Pause("told twice"));
        awaitEvent(PauseRequested.class);
        trials.release();

        awaitEvent(TrialReported.class);
        awaitEvent(TrialReported.class);
        campaign.tell(new Campaign.Watch(watcher.ref()));
        CampaignState paused =
                watcher.expectMessageClass(CurrentState.class).chain().state();
        assertThat(paused.pauseCause()).hasValue("the night");
        assertThat(paused.openTrials()).as("requested before, and not started").hasSize(3);
        assertThat(trials.starts()).hasSize(2);
        campaign.tell(new Campaign.Resume("the morning"));
        campaign.tell(new Campaign.Resume("told twice"));

        toTheEnd();
        CampaignTest undisturbed = new CampaignTest();
        undisturbed.openGate();
        undisturbed.campaign(2).tell(start(3));
        assertThat(reviews(stored())).isEqualTo(reviews(undisturbed.toTheEnd()));
        assertThat(only(stored(), PauseRequested.class)).hasSize(1);
        assertThat(only(stored(), ResumeRequested.class)).hasSize(1);
    }

    @Test
    void campaignThatWasPausedIsPausedAfterARestartAndGoesOnWhenItIsResumed() {
        trials.hold();
        ActorRef<Campaign.Command> campaign = campaign(2);
        campaign.tell(start(1));
        trials.awaitStarts(2);
        campaign.tell(new Campaign.Pause("the night"));
        awaitEvent(PauseRequested.class);
        kit.stop(campaign);
        trials.forget();
        trials.release();

        ActorRef<Campaign.Command> again = campaign(2);

        watcher.expectNoMessage(Duration.ofMillis(300));
        assertThat(trials.starts()).as("those of before").hasSize(2);
        again.tell(new Campaign.Resume("the morning"));
        toTheEnd();
    }

    @Test
    void stopEndsAPause() {
        ActorRef<Campaign.Command> campaign = campaign(2);
        trials.hold();
        campaign.tell(start(5));
        trials.awaitStarts(2);
        campaign.tell(new Campaign.Pause("the night"));
        campaign.tell(new Campaign.RequestStop("enough"));
        trials.release();

        List<CampaignEvent> told = toTheEnd();

        assertThat(only(told, StopRequested.class)).hasSize(1);
        assertThat(only(told, ResumeRequested.class)).isEmpty();
    }

    private void awaitEvent(Class<? extends CampaignEvent> type) {
        watcher.fishForMessage(
                PATIENCE,
                update -> update instanceof EventStored stored
                                && type.isInstance(stored.entry().event())
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    @Test
    void restartedCampaignStartsItsOpenTrialsAgainAndEndsAsAnUndisturbedOne() {
        trials.hold();
        ActorRef<Campaign.Command> campaign = campaign(2);
        campaign.tell(start(3));
        trials.awaitStarts(2);
        kit.stop(campaign);
        trials.forget();
        trials.release();

        campaign(2);

        List<CampaignEvent> rest = toTheEnd();
        CampaignTest undisturbed = new CampaignTest();
        undisturbed.openGate();
        undisturbed.campaign(2).tell(start(3));
        assertThat(reviews(rest)).isEqualTo(reviews(undisturbed.toTheEnd()));
        assertThat(only(stored(), TrialReported.class))
                .extracting(TrialReported::trialId)
                .doesNotHaveDuplicates()
                .hasSameSizeAs(only(stored(), TrialRequested.class));
    }

    @Test
    void outcomeThatIsToldTwiceIsStoredOnce() {
        trials.tellTwice();
        campaign(2).tell(start(2));

        List<CampaignEvent> told = toTheEnd();

        assertThat(only(told, TrialReported.class))
                .extracting(TrialReported::trialId)
                .doesNotHaveDuplicates();
    }

    @Test
    void trialsAreAskedForByTheirIdsWithTheCampaignsProfile() {
        campaign(2).tell(start(0));

        toTheEnd();

        assertThat(trials.starts())
                .hasSize(5)
                .extracting(Trial.StartTrial::profileText)
                .containsOnly(RULES.profile().text());
        assertThat(trials.starts())
                .extracting(start -> start.plan().trialId())
                .contains(campaignId + "/c000/seed-1", campaignId + "/c000/seed-5");
    }

    /**
     * Has writes of the campaign fail.
     *
     * @param number of the first write that fails, from 0
     * @param count how many fail
     * @param stored whether the events are stored all the same
     */
    private void failWrites(int number, int count, boolean stored) {
        AtomicInteger writes = new AtomicInteger();
        String id = LedgerIds.campaign(campaignId).id();
        journal.withPolicy((persistenceId, operation) -> {
            if (!persistenceId.equals(id) || !(operation instanceof WriteEvents)) {
                return ProcessingSuccess.getInstance();
            }
            int here = writes.getAndIncrement();
            if (here < number || here >= number + count) {
                return ProcessingSuccess.getInstance();
            }
            if (stored) {
                journal.persistForRecovery(id, ((WriteEvents) operation).getBatch());
            }
            return StorageFailure.create(new IOException("No space left on device"));
        });
    }

    /** The start, the baseline's requests, a report, and so on. */
    @ParameterizedTest
    @CsvSource({
        "0, 1, false",
        "1, 1, false",
        "2, 1, false",
        "5, 1, false",
        "0, 3, false",
        "1, 3, false",
        "0, 1, true",
        "1, 1, true",
        "2, 1, true",
        "5, 1, true"
    })
    void writeThatFailsOrOnlySeemsToPausesTheCampaignAndChangesNothing(int write, int count, boolean stored) {
        failWrites(write, count, stored);
        campaign(2).tell(start(3));

        List<CampaignUpdate> updates = watcher.fishForMessage(
                PATIENCE,
                update -> update instanceof EventStored event && event.entry().event() instanceof CampaignFinished
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndCollect());

        assertThat(updates)
                .containsSubsequence(
                        new Paused(campaignId, "cannot use the ledger: No space left on device"),
                        new GoesOn(campaignId));
        assertThat(updates).as("told once").containsOnlyOnce(new GoesOn(campaignId));
        List<CampaignEvent> told = updates.stream()
                .filter(EventStored.class::isInstance)
                .map(update -> ((EventStored) update).entry().event())
                .toList();
        assertThat(told).as("every event is told once").isEqualTo(stored());
        assertThat(only(told, TrialReported.class))
                .extracting(TrialReported::trialId)
                .doesNotHaveDuplicates()
                .hasSameSizeAs(only(told, TrialRequested.class));
        CampaignTest undisturbed = new CampaignTest();
        undisturbed.openGate();
        undisturbed.campaign(2).tell(start(3));
        assertThat(reviews(told)).isEqualTo(reviews(undisturbed.toTheEnd()));
    }

    @Test
    void journalThatCannotBeReadAtFirstIsToldToWhoWaitsForTheState() {
        String id = LedgerIds.campaign(campaignId).id();
        AtomicBoolean mended = new AtomicBoolean();
        journal.withPolicy((persistenceId, operation) ->
                mended.get() || !persistenceId.equals(id) || operation instanceof WriteEvents
                        ? ProcessingSuccess.getInstance()
                        : StorageFailure.create(new IOException("No route to host")));
        ActorRef<Campaign.Command> campaign = watched(Clock.fixed(NOW, ZoneOffset.UTC), 2);

        watcher.expectMessage(PATIENCE, new Paused(campaignId, "cannot use the ledger: No route to host"));
        mended.set(true);
        watcher.fishForMessage(
                PATIENCE,
                update -> update instanceof GoesOn ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
        watcher.expectMessageClass(CurrentState.class);

        campaign.tell(start(1));
        assertThat(toTheEnd()).isEqualTo(stored());
    }

    /** A commit that hung is done after its writer has given it up and read the journal: the writer's next one is refused. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 8})
    void writeThatIsStoredLateIsKnownToWatchers(int late) {
        String id = LedgerIds.campaign(campaignId).id();
        AtomicInteger writes = new AtomicInteger();
        AtomicReference<WriteEvents> hanging = new AtomicReference<>();
        journal.withPolicy((persistenceId, operation) -> {
            if (!persistenceId.equals(id) || !(operation instanceof WriteEvents write)) {
                return ProcessingSuccess.getInstance();
            }
            int here = writes.getAndIncrement();
            if (here == late) {
                hanging.set(write);
                return StorageFailure.create(new TimeoutException("Circuit Breaker Timed out."));
            }
            if (here == late + 1) {
                journal.persistForRecovery(id, hanging.get().getBatch());
                return StorageFailure.create(new SQLException("duplicate key", "23505"));
            }
            return ProcessingSuccess.getInstance();
        });
        ActorRef<Campaign.Command> campaign = watched(new TickingClock(), 2);
        watcher.expectMessageClass(CurrentState.class);
        campaign.tell(start(3));

        AtomicReference<CampaignState> followed = new AtomicReference<>(CampaignState.EMPTY);
        watcher.fishForMessage(PATIENCE, update -> {
            if (update instanceof CurrentState current) {
                followed.set(current.chain().state());
            } else if (update instanceof EventStored event) {
                followed.set(followed.get().apply(event.entry().event()));
            }
            return followed.get().isFinished() ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore();
        });
        CampaignState folded = CampaignState.EMPTY;
        for (CampaignEvent event : stored()) {
            folded = folded.apply(event);
        }
        assertThat(followed.get()).isEqualTo(folded);
    }

    @Test
    void pauseOfATrialIsToldToWatchers() {
        trials.hold();
        campaign(1).tell(start(0));
        trials.awaitStarts(1);
        String trialId = trials.starts().get(0).plan().trialId();

        trials.starts().get(0).replyTo().tell(new TrialPaused(trialId, "cannot write blobs"));
        trials.starts().get(0).replyTo().tell(new TrialResumed(trialId));
        trials.release();

        List<CampaignUpdate> updates = watcher.fishForMessage(
                PATIENCE,
                update -> update instanceof GoesOn ? FishingOutcomes.complete() : FishingOutcomes.continueAndCollect());
        assertThat(updates).containsSubsequence(new Paused(trialId, "cannot write blobs"), new GoesOn(trialId));
        toTheEnd();
    }

    /** No two events have the same time, nor the same hash. */
    private static final class TickingClock extends Clock {
        private final AtomicLong ticks = new AtomicLong();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return NOW.plusMillis(ticks.incrementAndGet());
        }
    }
}
