package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.assay.client.site.ClientNode.UpdateNotTaken;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.EncodedUpdate;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.client.site.SitesFound;
import dev.assay.learning.model.ModelVector;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What nodes say of their sites, outside of rounds too, and how much of it the ledger keeps. */
@Timeout(60)
class UntrustedReportsTest {
    @TempDir
    private Path folder;

    private TrialBench bench;
    private final Queue<UpdateNotTaken> answers = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        bench = new TrialBench(folder);
        bench.task = bench.task.with("min_sites: 3", "min_sites: 2");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** A node that says something else when its sites open, and is honest in all rounds. */
    private void nodeThatOpensWith(UnaryOperator<SiteReport> change) {
        bench.hostileNode(
                new TestingEngine(),
                new HostileNode.Attack() {
                    @Override
                    public List<SiteReport> instead(ModelUpdate update, Set<Integer> sites) {
                        return List.of(new SiteTrained(update));
                    }

                    @Override
                    public List<SiteReport> opening(SiteOpened opened, Set<Integer> sites) {
                        return List.of(change.apply(opened));
                    }
                },
                answers::add);
    }

    /** A refused update has its site opened again after the round: while that is awaited no round is open. */
    @Test
    void updatesOutsideOfARoundAreAnsweredAndRecordedLikeThoseInIt() {
        Map<Integer, ModelUpdate> sound = new ConcurrentHashMap<>();
        bench.hostileNode(
                new TestingEngine(),
                new HostileNode.Attack() {
                    @Override
                    public List<SiteReport> instead(ModelUpdate update, Set<Integer> sites) {
                        if (update.round() != 0 || update.site() != Collections.min(sites)) {
                            return List.of(new SiteTrained(update));
                        }
                        sound.put(update.site(), update);
                        return List.of(new SiteTrained(
                                Forgery.with(update, Forgery.withDiff(update.local(), ModelVector.zeros(1)))));
                    }

                    @Override
                    public List<SiteReport> opening(SiteOpened opened, Set<Integer> sites) {
                        ModelUpdate late = sound.remove(opened.site());
                        return late == null ? List.of(opened) : outside(opened, late);
                    }
                },
                answers::add);

        assertThat(bench.run(TestingTask.fedAvg())).isInstanceOf(Scored.class);

        List<String> codes =
                List.of("WRONG_SIZE", "TRUNCATED", "TOO_LARGE", "LATE", "WRONG_TRIAL", "WRONG_SENDER", "WRONG_ROUND");
        assertThat(answers).extracting(UpdateNotTaken::code).containsExactlyElementsOf(codes);
        assertThat(bench.events(UpdateRefused.class))
                .extracting(UpdateRefused::code)
                .containsExactlyElementsOf(codes);
        assertThat(bench.events(UpdateRefused.class))
                .extracting(UpdateRefused::site)
                .containsExactly(0, -1, -1, 0, 0, -1, 0);
    }

    private static List<SiteReport> outside(SiteOpened opened, ModelUpdate late) {
        return List.of(
                new EncodedUpdate(new byte[] {(byte) 0xff, 1, 2, 3}),
                new EncodedUpdate(new byte[1 << 20]),
                new SiteTrained(late),
                new SiteTrained(Forgery.named(late, "c/c000/seed-1", 0, 0)),
                new SiteTrained(Forgery.named(late, late.trialId(), 0, 17)),
                new SiteTrained(Forgery.named(late, late.trialId(), 1, 0)),
                opened);
    }

    /** Site 0 claims 300 other rounds in every round; the trial is interrupted in the middle, and goes on in another run. */
    @Test
    void siteThatFloodsTheLedgerHidesNoOtherInAnyRunOfTheTrial() {
        Gate gate = new Gate(1);
        bench.hostileNode(gate.engine(), (update, sites) -> flooding(update), answers::add);
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        gate.awaitOneWaiting();
        bench.stop(trial);
        gate.open();

        assertThat(bench.run(TestingTask.fedAvg())).isInstanceOf(Scored.class);

        List<UpdateRefused> refused = bench.events(UpdateRefused.class);
        assertThat(refused.stream().filter(event -> event.site() == 0))
                .hasSize(RefusedUpdates.MOST_OF_A_SITE + 1)
                .filteredOn(event -> event.code().equals(RefusedUpdates.LEFT_OUT))
                .singleElement()
                .satisfies(event -> assertThat(event.message()).contains("at most 200 of a site", "WRONG_ROUND"));
        assertThat(refused.stream().filter(event -> event.site() == 2))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.code()).isEqualTo("WRONG_SIZE");
                    assertThat(event.round()).isEqualTo(2);
                });
    }

    private static List<SiteReport> flooding(ModelUpdate update) {
        if (update.site() == 2 && update.round() == 2) {
            return List.of(
                    new SiteTrained(Forgery.with(update, Forgery.withDiff(update.local(), ModelVector.zeros(1)))));
        }
        List<SiteReport> reports = new ArrayList<>();
        if (update.site() == 0) {
            IntStream.range(100, 400)
                    .mapToObj(round -> Forgery.named(update, update.trialId(), round, 0))
                    .map(SiteTrained::new)
                    .forEach(reports::add);
        }
        reports.add(new SiteTrained(update));
        return reports;
    }

    @Test
    void namesOfSitesAreTheTasksAndAnEnginesIsCut() {
        nodeThatOpensWith(report -> {
            SiteOpened opened = (SiteOpened) report;
            return new SiteOpened(
                    opened.trialId(),
                    opened.site(),
                    "x".repeat(5_000),
                    opened.rows(),
                    "e".repeat(5_000),
                    opened.machine().map(fact -> "m".repeat(5_000)));
        });
        bench.run(TestingTask.fedAvg());

        TrialStarted started = bench.events(TrialStarted.class).get(0);
        assertThat(started.sites()).containsExactly("site-1", "site-2", "site-3");
        assertThat(started.engine()).hasSize(300).endsWith("e...");
        assertThat(started.machine().values())
                .allSatisfy(fact -> assertThat(fact).hasSize(300).endsWith("m..."));
    }

    /** Nor is it waited for. */
    @Test
    void nodeWhoseAnswerIsNoneServesNoSiteAndHarmsNoTrial() {
        bench.close();
        bench = new TrialBench(folder, ConfigFactory.parseString("assay.server.owner-patience = 1 h"));
        bench.node(new TestingEngine());
        bench.confusedNode(new SiteNotOpened("t", 0, "no answer to that question"));

        assertThat(bench.run(TestingTask.fedAvg())).isInstanceOf(Scored.class);
    }

    @Test
    void nodeThatSaysThatItHasFewerThanNoSlotsAndOpenSitesHarmsNoTrial() {
        bench.node(new TestingEngine());
        bench.confusedNode(new SitesFound(new TreeMap<>(), Integer.MIN_VALUE, Integer.MIN_VALUE, "", false));

        assertThat(bench.run(TestingTask.fedAvg())).isInstanceOf(Scored.class);
    }

    @Test
    void siteWithOtherRowsThanTheServerReadsEndsTheTrial() {
        nodeThatOpensWith(report -> {
            SiteOpened opened = (SiteOpened) report;
            int rows = opened.site() == 1 ? opened.rows() - 1 : opened.rows();
            return new SiteOpened(
                    opened.trialId(), opened.site(), opened.name(), rows, opened.engine(), opened.machine());
        });

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.NO_CLIENTS);
        assertThat(outcome.message()).contains("site 1 opened with 9 rows, the server reads 10");
    }

    @Test
    void reasonForWhichASiteCannotOpenIsCut() {
        nodeThatOpensWith(report -> new SiteNotOpened(report.trialId(), report.site(), "x".repeat(5_000)));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.message()).startsWith("site ").endsWith("x...").hasSizeLessThan(400);
    }

    @Test
    void reasonForWhichASiteFailedIsCut() {
        bench.hostileNode(
                new TestingEngine(),
                (update, sites) ->
                        List.of(new SiteFailed(update.trialId(), update.round(), update.site(), "x".repeat(5_000))),
                answers::add);

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.TRAINING_FAILED);
        assertThat(outcome.message()).hasSizeLessThan(3 * 320 + 100);
    }
}
