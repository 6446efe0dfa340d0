package dev.assay.agent.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.ConfigFactory;
import dev.assay.agent.board.BoardAnswer.Described;
import dev.assay.agent.board.BoardAnswer.Done;
import dev.assay.agent.board.BoardAnswer.Events;
import dev.assay.agent.board.BoardAnswer.InvalidOrder;
import dev.assay.agent.board.BoardAnswer.Listing;
import dev.assay.agent.board.BoardAnswer.NameTaken;
import dev.assay.agent.board.BoardAnswer.NoSuchCampaign;
import dev.assay.agent.board.BoardAnswer.NotNow;
import dev.assay.agent.board.BoardAnswer.Unavailable;
import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.agent.campaign.TestingTrials;
import dev.assay.agent.decision.CampaignRules;
import dev.assay.agent.decision.TestingRules;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.research.frontmatter.Problem;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.testkit.task.TestingTask;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The board on a cluster of one node, with trials that only pretend and a journal in memory. */
@Timeout(60)
class CampaignBoardTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long WAIT = 15_000;
    private static final CampaignRules RULES = TestingRules.with();

    private static ActorTestKit kit;
    private static PersistenceTestKit journal;
    private static TestingTrials trials;

    @TempDir
    Path data;

    private final String first = "first-" + UUID.randomUUID();
    private final String second = "second-" + UUID.randomUUID();
    private TestingDirectory directory;
    private TestingTask task;
    private ActorRef<CampaignBoard.Command> board;

    @BeforeAll
    static void formCluster() {
        kit = ActorTestKit.create(
                "board",
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
    void openBoard() {
        trials.reset();
        task = TestingTask.write(data);
        directory = new TestingDirectory(journal);
        board = spawn(4);
    }

    @AfterEach
    void closeBoard() {
        kit.stop(board);
    }

    private ActorRef<CampaignBoard.Command> spawn(int width) {
        return kit.spawn(CampaignBoard.create(new CampaignBoard.Services(
                directory, new TaskCatalog(List.of(data)), CLOCK, (profile, program) -> RULES, width)));
    }

    private BoardAnswer ask(Function<ActorRef<BoardAnswer>, CampaignBoard.Command> question) {
        TestProbe<BoardAnswer> asker = kit.createTestProbe();
        board.tell(question.apply(asker.ref()));
        return asker.receiveMessage(PATIENCE);
    }

    private BoardAnswer start(String name, int maxCandidates) {
        return ask(replyTo -> new CampaignBoard.Start(order(name, maxCandidates), replyTo));
    }

    private CampaignOrder order(String name, int maxCandidates) {
        return new CampaignOrder(name, 11, task.profileText(), RULES.program().text(), Optional.of(maxCandidates));
    }

    private CampaignStatus status(String name) {
        return ((Described) ask(replyTo -> new CampaignBoard.Describe(name, replyTo))).status();
    }

    /** All events from a number on until one is of a kind, each page asked for behind the last one. */
    private List<Entry<CampaignEvent>> follow(String name, long after, Class<? extends CampaignEvent> until) {
        List<Entry<CampaignEvent>> events = new ArrayList<>();
        while (events.stream().noneMatch(entry -> until.isInstance(entry.event()))) {
            long behind = after + events.size();
            events.addAll(
                    ((Events) ask(replyTo -> new CampaignBoard.ReadEvents(name, behind, WAIT, replyTo))).events());
        }
        return events;
    }

    @Test
    void campaignIsStartedWatchedToItsEndAndListed() {
        assertThat(start(first, 2)).isEqualTo(new Done(first));

        List<Entry<CampaignEvent>> events = follow(first, 0, CampaignFinished.class);

        assertThat(events.get(0).event()).isInstanceOf(CampaignStarted.class);
        ChainHead head = ChainHead.START;
        for (Entry<CampaignEvent> entry : events) {
            head = head.follow(entry);
        }
        assertThat(ask(CampaignBoard.ListAll::new))
                .isInstanceOfSatisfying(
                        Listing.class,
                        listing -> assertThat(listing.campaigns())
                                .extracting(CampaignSummary::name, CampaignSummary::condition)
                                .containsExactly(tuple(first, CampaignCondition.FINISHED)));
        assertThat(status(first).condition()).isEqualTo(CampaignCondition.FINISHED);
        assertThat(status(first).events()).isEqualTo(events.size());
        assertThat(status(first).verdict()).isPresent();
        assertThat(ask(replyTo -> new CampaignBoard.ReadEvents(first, events.size(), WAIT, replyTo)))
                .isEqualTo(new Events(List.of(), true));
        assertThat(((CampaignStarted) events.get(0).event()).fingerprint()).containsKey("rows");
    }

    @Test
    void everythingThatIsWrongWithAnOrderIsToldAtOnce() {
        CampaignOrder wrong = new CampaignOrder(
                "no name",
                -1,
                task.profileText().replace("rounds: 3", "rounds: 0"),
                RULES.program().text().replace("batch: 2", "batch: 0"),
                Optional.of(-5));

        assertThat(ask(replyTo -> new CampaignBoard.Start(wrong, replyTo)))
                .isInstanceOfSatisfying(
                        InvalidOrder.class,
                        refused -> assertThat(refused.problems())
                                .extracting(Problem::place)
                                .anyMatch("name"::equals)
                                .anyMatch("seed"::equals)
                                .anyMatch("max_candidates"::equals)
                                .anyMatch(place -> place.startsWith("profile:") && place.contains("rounds"))
                                .anyMatch(place -> place.startsWith("program:") && place.contains("batch")));
        assertThat(directory.kept()).isEmpty();
    }

    @Test
    void dataThatThisNodeDoesNotHaveAreMissedBeforeAnythingIsStored() {
        CampaignOrder order = new CampaignOrder(
                first,
                1,
                task.with("rows.csv", "nowhere.csv").profileText(),
                RULES.program().text(),
                Optional.empty());

        assertThat(ask(replyTo -> new CampaignBoard.Start(order, replyTo)))
                .isInstanceOfSatisfying(
                        InvalidOrder.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .asString()
                                .contains("nowhere.csv"));
        assertThat(ask(replyTo -> new CampaignBoard.Describe(first, replyTo)))
                .isEqualTo(new NoSuchCampaign(first, List.of()));
    }

    @Test
    void nameIsGivenOnce() {
        trials.hold();
        assertThat(start(first, 0)).isEqualTo(new Done(first));

        assertThat(start(first, 0)).isEqualTo(new NameTaken(first));
    }

    @Test
    void unknownCampaignIsRefusedWithThoseThatThereAre() {
        start(first, 0);

        assertThat(ask(replyTo -> new CampaignBoard.Pause("none", "why", replyTo)))
                .isEqualTo(new NoSuchCampaign("none", List.of(first)));
        assertThat(ask(replyTo -> new CampaignBoard.ReadEvents("none", 0, WAIT, replyTo)))
                .isEqualTo(new NoSuchCampaign("none", List.of(first)));
    }

    @Test
    void pauseAndResumeAreAnsweredWhenTheLedgerHasThemAndRefusedWhereTheyMakeNoSense() {
        trials.hold();
        start(first, 1);
        assertThat(ask(replyTo -> new CampaignBoard.Resume(first, "why", replyTo)))
                .isEqualTo(new NotNow(first, CampaignCondition.RUNNING));

        assertThat(ask(replyTo -> new CampaignBoard.Pause(first, "the night", replyTo)))
                .isEqualTo(new Done(first));

        assertThat(status(first).condition()).isEqualTo(CampaignCondition.PAUSED);
        assertThat(status(first).pauseCause()).hasValue("the night");
        assertThat(directory.events(first, status(first).events() - 1))
                .singleElement()
                .extracting(Entry::event)
                .isInstanceOf(PauseRequested.class);
        assertThat(ask(replyTo -> new CampaignBoard.Pause(first, "why", replyTo)))
                .isEqualTo(new NotNow(first, CampaignCondition.PAUSED));
        trials.release();
        assertThat(ask(replyTo -> new CampaignBoard.Resume(first, "the morning", replyTo)))
                .isEqualTo(new Done(first));
        follow(first, 0, CampaignFinished.class);
        assertThat(ask(replyTo -> new CampaignBoard.Stop(first, "why", replyTo)))
                .isEqualTo(new NotNow(first, CampaignCondition.FINISHED));
    }

    @Test
    void stopEndsACampaignEarly() {
        trials.hold();
        start(first, 50);
        assertThat(ask(replyTo -> new CampaignBoard.Stop(first, "enough", replyTo)))
                .isEqualTo(new Done(first));
        assertThat(status(first).condition()).isEqualTo(CampaignCondition.STOPPING);
        trials.release();

        assertThat(follow(first, 0, CampaignFinished.class).stream().map(Entry::event))
                .hasAtLeastOneElementOfType(StopRequested.class);
    }

    @Test
    void watcherWaitsForTheNextEventAndForNoLongerThanItSaid() {
        trials.hold();
        start(first, 0);
        trials.awaitStarts(4);
        long events = status(first).events();
        assertThat(ask(replyTo -> new CampaignBoard.ReadEvents(first, events, 50, replyTo)))
                .isEqualTo(new Events(List.of(), false));

        TestProbe<BoardAnswer> watcher = kit.createTestProbe();
        board.tell(new CampaignBoard.ReadEvents(first, events, WAIT, watcher.ref()));
        ask(replyTo -> new CampaignBoard.Pause(first, "the night", replyTo));

        assertThat(watcher.receiveMessage(PATIENCE))
                .isInstanceOfSatisfying(
                        Events.class,
                        told -> assertThat(told.events().get(0).event()).isInstanceOf(PauseRequested.class));
    }

    @Test
    void trialsAtOnceAreBoundedInAllAndShared() throws InterruptedException {
        trials.hold();
        start(first, 0);
        trials.awaitStarts(4);
        awaitTrials(first, 4);
        start(second, 0);
        while (status(first).width() > 2) {
            assertThat(status(first).trials()).hasSize(4);
        }
        assertThat(trials.startsAnother()).as("the first has all four").isFalse();

        trials.releaseOne();
        trials.releaseOne();

        trials.awaitStarts(2);
        awaitTrials(first, 2);
        awaitTrials(second, 2);
        assertThat(trials.startsAnother()).isFalse();
        trials.release();
        follow(first, 0, CampaignFinished.class);
        follow(second, 0, CampaignFinished.class);
    }

    @Test
    void boardThatStartsElsewhereGoesOnWithWhatIsNotFinished() {
        start(first, 0);
        follow(first, 0, CampaignFinished.class);
        trials.hold();
        start(second, 1);
        trials.awaitStarts(4);
        kit.stop(board);
        trials.forget();
        trials.release();

        board = spawn(4);

        follow(second, 0, CampaignFinished.class);
        // The ledger has the end a moment before the board is told of it; if it never is, this test runs out of time.
        while (!conditions().equals(List.of(CampaignCondition.FINISHED, CampaignCondition.FINISHED))) {
            assertThat(conditions()).hasSize(2);
        }
    }

    /** The board is told of a trial's start a moment after the trial itself; if it never is, the test runs out of time. */
    private void awaitTrials(String campaign, int running) {
        while (status(campaign).trials().size() != running) {
            assertThat(status(campaign).trials()).hasSizeLessThanOrEqualTo(4);
        }
    }

    private List<CampaignCondition> conditions() {
        return ((Listing) ask(CampaignBoard.ListAll::new))
                .campaigns().stream().map(CampaignSummary::condition).toList();
    }

    @Test
    void campaignThatAProcessOutsideTookIsLeftAloneUntilItIsResumed() {
        trials.hold();
        start(first, 0);
        trials.awaitStarts(4);
        directory.lose(first);

        assertThat(ask(replyTo -> new CampaignBoard.Stop(first, "why", replyTo)))
                .isEqualTo(new NotNow(first, CampaignCondition.ELSEWHERE));
        trials.release();
        assertThat(ask(replyTo -> new CampaignBoard.Resume(first, "it is gone", replyTo)))
                .isEqualTo(new Done(first));

        follow(first, 0, CampaignFinished.class);
    }

    @Test
    void journalThatCannotBeHadIsToldAndTriedAgain() {
        kit.stop(board);
        directory.breakBy(new IllegalStateException("the database is away"));
        board = spawn(4);

        assertThat(ask(CampaignBoard.ListAll::new)).isEqualTo(new Unavailable("the database is away"));
        directory.breakBy(null);

        BoardAnswer answer = ask(CampaignBoard.ListAll::new);
        while (answer instanceof Unavailable) {
            answer = ask(CampaignBoard.ListAll::new);
        }
        assertThat(answer).isEqualTo(new Listing(List.of()));
    }
}
