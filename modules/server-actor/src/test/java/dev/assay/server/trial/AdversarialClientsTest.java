package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.site.ClientNode.UpdateNotTaken;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.server.round.Refusal.Code;
import dev.assay.server.trial.ClientAttack.Victim;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cheating and broken clients against the real actors of a trial: one of two nodes is hostile, in round 1, for its first site.
 * Whatever it does is refused and recorded, and the final model has the bits of a trial in which the site had only stayed
 * out of that round, or of an honest one where its honest update came after all. The cheats of recipes and files are in
 * {@code AdversarialRecipesTest} of {@code modules/research}.
 */
@Timeout(60)
class AdversarialClientsTest {
    private static final int ATTACKED_ROUND = 1;
    private static final long PATIENCE_SECONDS = 10;
    /** Two kinds of recipe, each honest and with the site left out of a round: the oracles of all cases. */
    private static final Map<String, Digest> EXPECTED = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    private TrialBench bench;
    private final Queue<UpdateNotTaken> answers = new ConcurrentLinkedQueue<>();
    private final Map<Integer, ModelUpdate> earlier = new ConcurrentHashMap<>();

    @BeforeEach
    void open() {
        bench = new TrialBench(folder);
        bench.task = bench.task.with("min_sites: 3", "min_sites: 2");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    static Stream<ClientAttack> attacks() {
        return ClientAttack.all();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void isRefusedRecordedAndChangesNothingElse(ClientAttack attack) {
        Digest expected = expected(attack.scaffold(), attack.answers());

        Scored outcome = (Scored) run(
                attack.scaffold(),
                attack.code().isPresent() ? 1 : 0,
                victim -> attack.updates().apply(victim));

        assertThat(outcome.model()).isEqualTo(expected);
        List<UpdateRefused> refused = bench.events(UpdateRefused.class);
        assertThat(refused.stream().map(UpdateRefused::code).distinct())
                .containsExactlyElementsOf(
                        attack.code().map(Code::name).stream().toList());
        assertThat(refused).allSatisfy(event -> assertThat(event.message()).hasSizeBetween(1, 300));
        assertThat(answers.stream().map(UpdateNotTaken::code))
                .containsExactlyElementsOf(
                        refused.stream().map(UpdateRefused::code).toList());
        List<RoundCompleted> rounds = bench.events(RoundCompleted.class);
        assertThat(rounds).hasSize(TestingTask.ROUNDS);
        assertThat(rounds.get(ATTACKED_ROUND).sites()).hasSize(attack.answers() ? 2 : 3);
        assertThat(rounds.get(ATTACKED_ROUND).cost().samples()).isEqualTo(30);
    }

    @Test
    void thereAreAtLeastThirtyOfThem() {
        assertThat(attacks().map(ClientAttack::name).distinct()).hasSizeGreaterThanOrEqualTo(30);
    }

    /** A zero of the other sign is a sound update, and weighs what a zero weighs. */
    @Test
    void minusZeroIsWorthZero() {
        Digest zero = ((Scored) run(false, 0, victim -> filled(victim, 0f))).model();
        close();
        open();
        Digest minusZero = ((Scored) run(false, 0, victim -> filled(victim, -0f))).model();

        assertThat(bench.events(UpdateRefused.class)).isEmpty();
        assertThat(minusZero).isEqualTo(zero);
    }

    @Test
    void floodOfAnswersFillsNoLedger() {
        Digest expected = expected(false, false);
        Scored outcome = (Scored) run(
                false,
                2_000,
                victim -> Stream.concat(
                                Stream.of(new SiteTrained(victim.sound())),
                                IntStream.range(0, 2_000).mapToObj(i -> new SiteTrained(victim.sound())))
                        .map(SiteReport.class::cast)
                        .toList());

        assertThat(outcome.model()).isEqualTo(expected);
        List<UpdateRefused> refused = bench.events(UpdateRefused.class);
        assertThat(refused)
                .extracting(UpdateRefused::code)
                .containsExactly(Code.DUPLICATE.name(), RefusedUpdates.LEFT_OUT);
        assertThat(refused.get(1).message()).contains("some refusals are not recorded", "DUPLICATE");
        assertThat(answers).hasSize(2_000);
    }

    /** The attacked site is needed: the trial fails, and says why. */
    @Test
    void attackBelowTheQuorumFailsTheTrialWithItsCause() {
        bench.task = bench.task.with("min_sites: 2", "min_sites: 3");

        Failed outcome = (Failed) run(
                false,
                1,
                victim -> List.of(new SiteTrained(Forgery.with(
                        victim.sound(), Forgery.withDiff(victim.sound().local(), ModelVector.zeros(1))))));

        assertThat(outcome.code()).isEqualTo(FailureCode.QUORUM_MISSED);
        assertThat(outcome.message()).contains("round 1", "quorum is 3", "WRONG_SIZE", "1 values");
    }

    /** What comes after its round has closed without it: the site gave up, and speaks up in the next round. */
    @Test
    void lateAnswerIsRefusedAndTheNextRoundTakesTheSiteAgain() {
        Digest expected = expected(false, true);
        Map<Integer, ModelUpdate> held = new ConcurrentHashMap<>();

        Scored outcome = (Scored) runNodes(false, 0, (update, sites) -> {
            int site = Collections.min(sites);
            if (update.site() == site && update.round() == ATTACKED_ROUND) {
                held.put(site, update);
                return List.of(new SiteFailed(update.trialId(), update.round(), site, "it gives up"));
            }
            ModelUpdate late = update.site() == site ? held.remove(site) : null;
            return late == null
                    ? List.of(new SiteTrained(update))
                    : List.of(new SiteTrained(late), new SiteTrained(update));
        });

        assertThat(outcome.model()).isEqualTo(expected);
        assertThat(bench.events(UpdateRefused.class)).singleElement().satisfies(event -> {
            assertThat(event.code()).isEqualTo(Code.LATE.name());
            assertThat(event.round()).isEqualTo(ATTACKED_ROUND);
        });
        assertThat(bench.events(RoundCompleted.class).get(2).sites())
                .extracting(SiteContribution::site)
                .containsExactly(0, 1, 2);
    }

    /** The final model of an honest trial, or of one whose attacked site stays out of the attacked round. */
    private Digest expected(boolean scaffold, boolean leftOut) {
        return EXPECTED.computeIfAbsent(scaffold + " " + leftOut, key -> {
            Scored outcome = (Scored) run(
                    scaffold,
                    0,
                    victim -> leftOut
                            ? List.of(new SiteFailed(
                                    victim.sound().trialId(),
                                    victim.sound().round(),
                                    victim.sound().site(),
                                    "it stays out"))
                            : List.of(new SiteTrained(victim.sound())));
            assertThat(bench.events(UpdateRefused.class)).isEmpty();
            close();
            open();
            earlier.clear();
            return outcome.model();
        });
    }

    private static List<SiteReport> filled(Victim victim, float value) {
        float[] values = new float[victim.sound().local().diff().size()];
        Arrays.fill(values, value);
        return List.of(new SiteTrained(
                Forgery.with(victim.sound(), Forgery.withDiff(victim.sound().local(), ModelVector.adopt(values)))));
    }

    private interface Attacker {
        List<SiteReport> instead(Victim victim);
    }

    /**
     * Runs a trial on two nodes, of which one attacks in one round for the first of its sites.
     *
     * @param refusals so many are heard before the honest node answers in that round, so that none comes when it is over
     */
    private Object run(boolean scaffold, int refusals, Attacker attacker) {
        return runNodes(scaffold, refusals, (update, sites) -> {
            int site = Collections.min(sites);
            if (update.site() != site || update.round() != ATTACKED_ROUND) {
                if (update.site() == site) {
                    earlier.put(update.round(), update);
                }
                return List.of(new SiteTrained(update));
            }
            return attacker.instead(
                    new Victim(update, Optional.ofNullable(earlier.get(ATTACKED_ROUND - 1)), foreign(sites), bench));
        });
    }

    private Object runNodes(boolean scaffold, int refusals, HostileNode.Attack attack) {
        CountDownLatch unheard = new CountDownLatch(refusals);
        bench.hostileNode(new TestingEngine(), attack, refusal -> {
            answers.add(refusal);
            unheard.countDown();
        });
        bench.node(new TestingEngine((plan, task, sound) -> {
            if (task.round() == ATTACKED_ROUND) {
                await(unheard);
            }
            return sound;
        }));
        return bench.run(scaffold ? TestingTask.scaffold() : TestingTask.fedAvg());
    }

    /** An attack that is not refused must not hold the round for ever. */
    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(latch.getCount() + " refusals have not come");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int foreign(Set<Integer> own) {
        return IntStream.range(0, TestingTask.SITES)
                .filter(site -> !own.contains(site))
                .findFirst()
                .orElseThrow();
    }
}
