package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.SitesFound;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteAbsence;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.task.Federation;
import dev.assay.runtime.task.OwnedSites;
import dev.assay.runtime.task.SiteFacts;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.engine.TestingEngine.Call;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sites whose data not every node has. */
@Timeout(60)
class SiteOwnersTest {
    @TempDir
    private Path folder;

    private TrialBench bench;
    private TestingTask task;

    @BeforeEach
    void open() {
        bench = new TrialBench(folder);
        task = TestingTask.writeBySite(folder);
        bench.task = task;
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** A folder with the files of these sites only. */
    private Path only(int... sites) throws IOException {
        Path own = Files.createTempDirectory(folder, "own");
        for (int site : sites) {
            Files.copy(folder.resolve(TestingTask.fileOf(site)), own.resolve(TestingTask.fileOf(site)));
        }
        return own;
    }

    private static TaskCatalog owning(Path data, String... sites) {
        return new TaskCatalog(
                List.of(data),
                Optional.empty(),
                new OwnedSites(new TreeMap<>(Map.of("testing", Set.of(sites)))),
                Optional.empty());
    }

    private static Set<Integer> trained(TestingEngine engine) {
        return Set.copyOf(engine.calls().stream().map(Call::site).toList());
    }

    /** The outcome where one node has everything, and the server too. */
    private Scored together(String recipe) throws IOException {
        try (TrialBench one = new TrialBench(Files.createTempDirectory(folder, "one"))) {
            one.task = task;
            one.tasks = new TaskCatalog(List.of(folder));
            one.openHoldOut = bench.openHoldOut;
            one.node(new TestingEngine(), folder);
            return (Scored) one.run(recipe);
        }
    }

    @Test
    void sitesAreTrainedOnlyWhereTheOperatorSaysAndToTheSameBits() throws Exception {
        TestingEngine one = new TestingEngine();
        TestingEngine other = new TestingEngine();
        bench.node(one, owning(folder, "centre-3", "0"));
        bench.node(other, owning(folder, "centre-2"));

        Scored outcome = (Scored) bench.run(TestingTask.scaffold());

        assertThat(trained(one)).containsExactlyInAnyOrder(0, 2);
        assertThat(trained(other)).containsExactly(1);
        assertThat(outcome.model()).isEqualTo(together(TestingTask.scaffold()).model());
    }

    @Test
    void federationWhoseServerHasNoRowOfAnySiteComesToTheSameModelAndScore() throws Exception {
        bench.openHoldOut = true;
        List<TaskCatalog> owners = new ArrayList<>();
        for (int site = 0; site < TestingTask.SITES; site++) {
            owners.add(new TaskCatalog(List.of(only(site))));
            bench.node(new TestingEngine(), owners.get(site));
        }
        bench.tasks =
                new TaskCatalog(List.of(only()), Optional.empty(), OwnedSites.ALL, Optional.of(askingDirectly(owners)));

        Scored outcome = (Scored) bench.run(TestingTask.fedAvg());

        Scored together = together(TestingTask.fedAvg());
        assertThat(outcome.model()).isEqualTo(together.model());
        assertThat(outcome.selection()).isEqualTo(together.selection());
        assertThat(outcome.holdOut()).isEqualTo(together.holdOut()).isPresent();
        assertThat(bench.evaluator.evaluatedRows())
                .as("rows that the server scored on")
                .isEmpty();
    }

    private static Federation askingDirectly(List<TaskCatalog> owners) {
        return (profileText, names, patience) -> {
            TreeMap<Integer, SiteFacts> facts = new TreeMap<>();
            for (TaskCatalog owner : owners) {
                owner.sites(profileText).forEach((site, rows) -> facts.put(site, rows.facts()));
            }
            return List.copyOf(facts.values());
        };
    }

    @Test
    void roundsGoOnWithoutASiteWhoseOwnerIsGoneAsLongAsTheQuorumHoldsAndWithItWhenItIsBack() throws Exception {
        bench.task = task.with("rounds: 3", "rounds: 8");
        Gate gate = new Gate(1);
        TestingEngine held = gate.engine();
        bench.node(held, only(0, 1));
        ActorRef<ClientNode.Command> owner = bench.node(new TestingEngine(), only(2));
        bench.start(bench.trial(), TestingTask.fedAvg());
        gate.awaitOneWaiting();
        bench.stopNode(owner);
        awaitCalls(held, 1, 4);
        owner = bench.node(new TestingEngine(), only(2));
        TestProbe<SitesFound> probe = bench.kit.createTestProbe(SitesFound.class);
        owner.tell(new ClientNode.FindSites(bench.task.profileText(), Optional.empty(), probe.ref()));
        assertThat(probe.receiveMessage().sites()).containsOnlyKeys(2);
        gate.open();

        Scored outcome = (Scored) bench.outcome();

        List<RoundCompleted> rounds = bench.events(RoundCompleted.class);
        assertThat(rounds).hasSize(8);
        assertThat(sites(rounds.get(0))).containsExactly(0, 1, 2);
        assertThat(rounds.get(0).absent()).isEmpty();
        assertThat(sites(rounds.get(1))).containsExactly(0, 1);
        assertThat(rounds.get(1).absent())
                .containsExactly(new SiteAbsence(2, "no client node that is there serves site centre-3"));
        assertThat(sites(rounds.get(7))).containsExactly(0, 1, 2);
        long trainings =
                rounds.stream().mapToLong(round -> round.sites().size()).sum();
        assertThat(outcome.cost().steps()).isEqualTo(trainings * 3);
        assertThat(rounds)
                .extracting(round -> round.lost().steps())
                .as("with the attempt that the loss ended")
                .containsExactly(0L, 3L * 3, 0L, 0L, 0L, 0L, 0L, 0L);
    }

    private static void awaitCalls(TestingEngine engine, int round, long calls) {
        while (engine.calls().stream().filter(call -> call.round() == round).count() < calls) {
            Thread.onSpinWait();
        }
    }

    private static List<Integer> sites(RoundCompleted round) {
        return round.sites().stream().map(SiteContribution::site).toList();
    }

    @Test
    void trialWithoutQuorumWaitsForTheOwnerAndThenEndsWithTheCause() throws Exception {
        bench.node(new TestingEngine(), only(1));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.QUORUM_MISSED);
        assertThat(outcome.message())
                .contains("round 0 needs 2 sites, there are 1")
                .contains("no client node that is there serves site centre-1", "site centre-3");
    }

    @Test
    void siteIsNotGivenToANodeThatMakesOtherRowsOfIt() throws InvalidInput {
        TaskCatalog honest = new TaskCatalog(List.of(folder));
        SiteOffers offers = new SiteOffers();
        TreeMap<Integer, SiteFacts> told = new TreeMap<>();
        honest.sites(task.profileText()).forEach((site, rows) -> told.put(site, rows.facts()));
        SiteFacts sound = told.get(1);
        told.put(
                1,
                new SiteFacts(
                        sound.name(),
                        sound.trainingRows(),
                        sound.rows(),
                        told.get(0).digest()));
        ActorRef<ClientNode.Command> node =
                bench.kit.createTestProbe(ClientNode.Command.class).ref();

        offers.answered(node, new SitesFound(told, 0, 1, "", false));

        assertThat(offers.of(node, honest.task(task.profileText())).sites()).containsExactly(0, 2);
        assertThat(offers.missing(honest.task(task.profileText()), List.of(node)))
                .containsOnlyKeys(1)
                .allSatisfy((site, why) -> assertThat(why).contains("the rows of site centre-2", "are others"));
    }

    @ParameterizedTest
    @CsvSource({
        "3, 8, 3, 8",
        "0, 0, 0, 1",
        "-2147483648, -2147483648, 0, 1",
        "2147483647, 2147483647, 2147483647, 256",
    })
    void whatANodeSaysOfItsOpenSitesAndSlotsIsBounded(int saidOpen, int saidSlots, int open, int slots)
            throws InvalidInput {
        SiteOffers offers = new SiteOffers();
        ActorRef<ClientNode.Command> node =
                bench.kit.createTestProbe(ClientNode.Command.class).ref();

        offers.answered(node, new SitesFound(new TreeMap<>(), saidOpen, saidSlots, "", false));

        assertThat(offers.of(node, new TaskCatalog(List.of(folder)).task(task.profileText())))
                .isEqualTo(new Placement.Offer(new TreeSet<>(), open, slots));
    }

    @Test
    void trialOfACampaignThatBeganWithOtherRowsOfItsSitesIsRefused() throws Exception {
        bench.node(new TestingEngine(), folder);
        bench.trial()
                .tell(new Trial.StartTrial(
                        bench.plan(TestingTask.fedAvg()),
                        task.profileText(),
                        TrialBench.REQUEST,
                        Optional.of(Digest.ofText("other rows").hex()),
                        bench.listener.ref()));

        Failed outcome = (Failed) bench.outcome();

        assertThat(outcome.code()).isEqualTo(FailureCode.TASK_UNAVAILABLE);
        assertThat(outcome.message()).contains("others than those that the campaign began with");
    }
}
