package dev.assay.client.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.assay.client.site.ClientNode.FindSites;
import dev.assay.learning.digest.Digest;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.task.SiteFacts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Client nodes that the test answers for; one that says nothing is as one that was killed a moment ago. */
class SiteSurveyTest {
    private static final String PROFILE = "a profile";
    private static final List<String> NAMES = List.of("east", "west");
    private static final SiteFacts EAST = facts("east", "its rows");
    private static final SiteFacts WEST = facts("west", "its rows");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(30);

    private ActorTestKit kit;

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private static SiteFacts facts(String name, String rows) {
        return new SiteFacts(name, 10, 20, Digest.ofText(rows));
    }

    private static SitesFound found(Map<Integer, SiteFacts> sites) {
        return new SitesFound(new TreeMap<>(sites), 0, 1, "", false);
    }

    private void start(String answerTimeout, String ownerPatience) {
        kit = ActorTestKit.create(
                "survey",
                ConfigFactory.parseString("assay.server { answer-timeout = " + answerTimeout + ", owner-patience = "
                                + ownerPatience + " }")
                        .withFallback(ConfigFactory.parseResources("application-test.conf"))
                        .withFallback(ConfigFactory.load()));
    }

    /** A node that is listed from now on. */
    private TestProbe<ClientNode.Command> node() {
        TestProbe<ClientNode.Command> node = kit.createTestProbe(ClientNode.Command.class);
        TestProbe<Receptionist.Registered> registered = kit.createTestProbe(Receptionist.Registered.class);
        kit.system().receptionist().tell(Receptionist.register(ClientNode.KEY, node.ref(), registered.ref()));
        registered.expectMessageClass(Receptionist.Registered.class);
        return node;
    }

    private static ActorRef<SitesFound> asked(TestProbe<ClientNode.Command> node) {
        FindSites find = node.expectMessageClass(FindSites.class, SOON);
        assertThat(find.profileText()).isEqualTo(PROFILE);
        return find.replyTo();
    }

    private CompletableFuture<List<SiteFacts>> survey(Duration patience) {
        SiteSurvey survey = new SiteSurvey();
        survey.ask(kit.system());
        CompletableFuture<List<SiteFacts>> told = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                told.complete(survey.facts(PROFILE, NAMES, patience));
            } catch (InvalidInput | RuntimeException e) {
                told.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return told;
    }

    private static List<SiteFacts> get(CompletableFuture<List<SiteFacts>> told) throws Exception {
        return told.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void sitesAreKnownWhenAllNodesHaveAnswered() throws Exception {
        start("1 hour", "1 hour");
        TestProbe<ClientNode.Command> east = node();
        TestProbe<ClientNode.Command> west = node();
        CompletableFuture<List<SiteFacts>> told = survey(LONG);

        asked(west).tell(found(Map.of(1, WEST)));
        asked(east).tell(found(Map.of(0, EAST)));

        assertThat(get(told)).containsExactly(EAST, WEST);
    }

    @Test
    void nodeThatSaysNothingIsNotWaitedForWhenAllSitesAreKnown() throws Exception {
        start("1 hour", "1 s");
        TestProbe<ClientNode.Command> silent = node();
        CompletableFuture<List<SiteFacts>> told = survey(LONG);
        asked(silent);
        TestProbe<ClientNode.Command> back = node();

        asked(back).tell(found(Map.of(0, EAST, 1, WEST)));

        assertThat(get(told)).containsExactly(EAST, WEST);
    }

    @Test
    void nodeThatIsListedNoMoreIsNotWaitedFor() throws Exception {
        start("1 hour", "1 hour");
        TestProbe<ClientNode.Command> killed = node();
        TestProbe<ClientNode.Command> other = node();
        CompletableFuture<List<SiteFacts>> told = survey(LONG);
        asked(killed);
        asked(other).tell(found(Map.of(0, EAST, 1, WEST)));

        killed.stop();

        assertThat(get(told)).containsExactly(EAST, WEST);
    }

    /** What it said goes with it: its site may come back with other rows, on another node. */
    @Test
    void answerOfANodeThatIsListedNoMoreDoesNotCount() throws Exception {
        start("1 hour", "1 hour");
        TestProbe<ClientNode.Command> killed = node();
        TestProbe<ClientNode.Command> west = node();
        CompletableFuture<List<SiteFacts>> told = survey(LONG);
        asked(killed).tell(found(Map.of(0, facts("east", "earlier rows"))));
        ActorRef<SitesFound> waiting = asked(west);
        killed.stop();
        kit.createTestProbe().expectTerminated(killed.ref(), SOON);
        asked(node()).tell(found(Map.of(0, EAST)));

        waiting.tell(found(Map.of(1, WEST)));

        assertThat(get(told)).containsExactly(EAST, WEST);
    }

    @Test
    void nodeThatDoesNotAnswerInTimeIsAskedAgain() throws Exception {
        start("1 s", "1 hour");
        TestProbe<ClientNode.Command> node = node();
        CompletableFuture<List<SiteFacts>> told = survey(LONG);
        asked(node);

        asked(node).tell(found(Map.of(0, EAST, 1, WEST)));

        assertThat(get(told)).containsExactly(EAST, WEST);
    }

    @Test
    void nodeThatHasNothingYetIsAskedAgain() throws Exception {
        start("1 hour", "1 hour");
        TestProbe<ClientNode.Command> node = node();
        CompletableFuture<List<SiteFacts>> told = survey(LONG);
        asked(node).tell(SitesFound.none("its disk is not mounted"));

        asked(node).tell(found(Map.of(0, EAST, 1, WEST)));

        assertThat(get(told)).containsExactly(EAST, WEST);
    }

    /** Which is why those that have not answered are waited for a while. */
    @Test
    void nodesWithOtherRowsOfASiteAreRefused() {
        start("1 hour", "1 hour");
        TestProbe<ClientNode.Command> first = node();
        TestProbe<ClientNode.Command> second = node();
        CompletableFuture<List<SiteFacts>> told = survey(LONG);
        asked(first).tell(found(Map.of(0, EAST, 1, WEST)));

        asked(second).tell(found(Map.of(0, facts("east", "other rows"))));

        assertThatThrownBy(() -> get(told))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("east")
                .hasMessageContaining("do not make the same rows");
    }

    @Test
    void sitesThatNobodyServesAreNamedWhenPatienceEnds() {
        start("1 hour", "1 hour");
        TestProbe<ClientNode.Command> east = node();
        node();
        CompletableFuture<List<SiteFacts>> told = survey(Duration.ofSeconds(3));
        asked(east).tell(found(Map.of(0, EAST)));

        assertThatThrownBy(() -> get(told))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        refused -> assertThat(refused.problems().stream()
                                        .map(problem -> problem.key())
                                        .collect(Collectors.toSet()))
                                .isEqualTo(Set.of("west")))
                .hasMessageContaining("is served by no client node")
                .hasMessageContaining("has not answered");
    }
}
