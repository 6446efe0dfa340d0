package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.assay.client.site.AnnouncedState;
import dev.assay.client.site.AnnouncedUpdate;
import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ClientNode.CloseSites;
import dev.assay.client.site.ClientNode.UpdateFetched;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.client.site.SiteReport.UpdateAnnounced;
import dev.assay.client.site.UpdateKind;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.research.profile.UpdateLimits;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.Publications;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferAddress;
import dev.assay.runtime.transfer.TransferSettings;
import dev.assay.server.round.UpdateGuard;
import dev.assay.server.trial.RunMessage.FromSite;
import dev.assay.server.trial.RunMessage.Heard;
import dev.assay.server.trial.RunMessage.PatienceEnded;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Between an update's announcement and its fetch, its node may die, and another may be started at its port. */
@Timeout(60)
class SiteDoorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Digest SCHEMA = Digest.ofText("schema");
    private static final ModelVector DIFF = ModelVector.copyOf(new float[] {1, 2, 3});

    private ActorTestKit kit;
    private Transfer client;
    private Asking server;
    private TestProbe<ClientNode.Command> node;
    private TestProbe<RunMessage> run;

    /** Counts what is asked for, and asks for something else the first times. */
    private static final class Asking implements Transfer {
        private final Transfer transfer;
        private final AtomicInteger asked = new AtomicInteger();
        private final CompletableFuture<Void> begun = new CompletableFuture<>();
        private volatile int lost;
        private volatile Optional<CompletableFuture<ModelVector>> held = Optional.empty();

        Asking(Transfer transfer) {
            this.transfer = transfer;
        }

        @Override
        public CompletionStage<ModelVector> fetch(AnnouncedVector wanted) {
            if (held.isPresent()) {
                begun.complete(null);
                return held.get();
            }
            return transfer.fetch(asked.incrementAndGet() <= lost ? ofOtherIncarnation(wanted) : wanted);
        }

        @Override
        public Publications publications() {
            return transfer.publications();
        }

        @Override
        public int published() {
            return transfer.published();
        }

        @Override
        public void close() {
            transfer.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        kit = ActorTestKit.create(
                "door",
                ConfigFactory.parseString("""
                                assay.server.lost-patience = 1 s
                                assay.transfer.fetches-of-one-node = 2
                                """)
                        .withFallback(ConfigFactory.parseResources("application-test.conf"))
                        .withFallback(ConfigFactory.load()));
        client = transfer();
        server = new Asking(transfer());
        node = kit.createTestProbe(ClientNode.Command.class);
        run = kit.createTestProbe(RunMessage.class);
    }

    private Transfer transfer() throws IOException {
        return Transfer.open(
                "127.0.0.1",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                7,
                TransferSettings.of(kit.system().settings().config()),
                Optional.empty());
    }

    @AfterEach
    void close() {
        kit.shutdownTestKit();
        client.close();
        server.close();
    }

    private static AnnouncedVector ofOtherIncarnation(AnnouncedVector vector) {
        TransferAddress at = vector.at();
        return new AnnouncedVector(
                vector.digest(), vector.values(), new TransferAddress(at.host(), at.port(), at.incarnation() - 1));
    }

    private void announce(AnnouncedVector diff) {
        door().tell(update(diff));
    }

    private ActorRef<SiteReport> door() {
        UpdateGuard guard = new UpdateGuard(
                "t", SCHEMA, DIFF.size(), List.of(1), List.of(1L), 1, false, new UpdateLimits(10, Optional.empty()));
        return kit.spawn(SiteDoor.create(node.ref(), guard, server, run.ref()));
    }

    private static UpdateAnnounced update(AnnouncedVector diff) {
        return new UpdateAnnounced(new AnnouncedUpdate(
                "t",
                0,
                0,
                SCHEMA,
                UpdateKind.DIFF,
                diff,
                Optional.empty(),
                1,
                1,
                0.5,
                new AnnouncedState(1, Optional.empty(), Optional.empty())));
    }

    private <T> T report(Class<T> type) {
        Object report = run.expectMessageClass(FromSite.class, PATIENCE).report();
        assertThat(report).isInstanceOf(type);
        return type.cast(report);
    }

    @Test
    void updateIsFetchedAndItsNodeTold() throws Exception {
        announce(client.publications().publish(DIFF));

        assertThat(report(SiteTrained.class).update().local().diff()).isEqualTo(DIFF);
        node.expectMessage(PATIENCE, new UpdateFetched("t", 0, 0));
        assertThat(server.asked).hasValue(1);
    }

    @Test
    void whatIsNoReportOfASiteIsNotHeard() throws Exception {
        ActorRef<SiteReport> door = door();
        door.<Object>unsafeUpcast().tell(new UpdateFetched("t", 0, 0));
        door.tell(update(client.publications().publish(DIFF)));

        assertThat(report(SiteTrained.class).update().local().diff()).isEqualTo(DIFF);
    }

    @Test
    void whatIsFetchedWhenTheDoorIsClosedIsToldToNobody() throws Exception {
        CompletableFuture<ModelVector> fetch = new CompletableFuture<>();
        server.held = Optional.of(fetch);
        ActorRef<SiteReport> door = door();
        door.tell(update(client.publications().publish(DIFF)));
        server.begun.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        kit.stop(door);
        fetch.complete(DIFF);

        run.ref().tell(new PatienceEnded());
        node.ref().tell(new CloseSites("next"));
        run.expectMessage(PATIENCE, new PatienceEnded());
        node.expectMessage(PATIENCE, new CloseSites("next"));
    }

    /** The door learns from the node in its place that it is gone, and the cluster has not removed it yet. */
    @Test
    void nodeThatWasStartedAnewAtItsPortIsWaitedForLikeALostOne() throws Exception {
        announce(ofOtherIncarnation(client.publications().publish(DIFF)));

        assertThat(report(SiteFailed.class).message()).contains("another one is in its place");
        assertThat(server.asked.get()).isGreaterThan(1);
    }

    @Test
    void updateThatComesWithinThePatienceIsTaken() throws Exception {
        server.lost = 1;
        announce(client.publications().publish(DIFF));

        assertThat(report(SiteTrained.class).update().local().diff()).isEqualTo(DIFF);
        assertThat(server.asked).hasValue(2);
    }

    /** The node is there, and says that it has nothing of the kind: it will not have it later either. */
    @Test
    void updateThatItsNodeDoesNotHaveFailsItsSiteAtOnce() throws Exception {
        Publications publications = client.publications();
        AnnouncedVector diff = publications.publish(DIFF);
        publications.close();
        announce(diff);

        assertThat(report(SiteFailed.class).message()).contains("does not publish it");
        assertThat(server.asked).hasValue(1);
    }

    /** However many sites a node has: what has been fetched lies before the run until it gets to it. */
    @Test
    void onlySoManyUpdatesAreFetchedBeforeTheRunHasTakenOne() throws Exception {
        AnnouncedVector diff = client.publications().publish(DIFF);
        ActorRef<SiteReport> door = door();
        for (int i = 0; i < 3; i++) {
            door.tell(update(diff));
        }

        Heard first = fetched();
        Heard second = fetched();
        assertThat(server.asked).hasValue(2);
        first.then().run();
        Heard third = fetched();
        assertThat(server.asked).hasValue(3);
        second.then().run();
        third.then().run();
        door.tell(update(diff));
        fetched();
    }

    /** The next one that is fetched for the run: the report, and what stands after it. Two of them may come mixed. */
    private Heard fetched() {
        return run
                .fishForMessage(
                        PATIENCE,
                        message -> message instanceof Heard
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .stream()
                .map(Heard.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
