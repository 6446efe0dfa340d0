package dev.assay.runtime.transfer;

import static dev.assay.runtime.transfer.TestingVectors.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.TransferException.Reason;
import dev.assay.runtime.transfer.VectorAnswer.Status;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TransferTest {
    private static final ModelVector VECTOR = TestingVectors.random(3 * VectorBlock.VALUES + 11, 1);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private Transfer transfer(TransferSettings settings) throws IOException {
        Transfer transfer =
                Transfer.open("127.0.0.1", TestingVectors.anyPort(), opened.size(), settings, Optional.empty());
        opened.add(transfer);
        return transfer;
    }

    private TestingPeer peer(TestingPeer.Script script) {
        TestingPeer peer = new TestingPeer(script);
        opened.add(peer);
        return peer;
    }

    private static AnnouncedVector announced(ModelVector vector, TransferAddress at) {
        return new AnnouncedVector(table(vector).address(), vector.size(), at);
    }

    private static BlockTable table(ModelVector vector) {
        return BlockTable.of(vector, new VectorBlocks());
    }

    private static ModelVector get(CompletionStage<ModelVector> fetch) throws Exception {
        return fetch.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void assertFails(CompletionStage<ModelVector> fetch, Reason reason, String... words) {
        assertThatThrownBy(() -> get(fetch))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(TransferException.class, failure -> {
                    assertThat(failure.reason()).isEqualTo(reason);
                    for (String word : words) {
                        assertThat(failure).hasMessageContaining(word);
                    }
                });
    }

    /** Sends the rest of the vector from the asked offset on, but no more than so many bytes. */
    private static void send(ModelVector vector, VectorRequest request, DataOutputStream out, int most)
            throws IOException {
        send(vector, table(vector), request, out, most);
    }

    private static void send(
            ModelVector vector, BlockTable table, VectorRequest request, DataOutputStream out, int most)
            throws IOException {
        byte[] bytes = vector.toBytes();
        out.write(new VectorAnswer(Status.HERE, bytes.length).toBytes().array());
        out.write(table.toBytes().array());
        out.write(bytes, (int) request.offset(), Math.min(most, bytes.length - (int) request.offset()));
        out.flush();
    }

    @Test
    void fetchesWhatAnotherNodePublishesUntilItIsWithdrawn() throws Exception {
        Transfer here = transfer(SETTINGS);
        Transfer there = transfer(SETTINGS);
        Publications publications = here.publications();
        AnnouncedVector announced = publications.publish(VECTOR);

        assertThat(get(there.fetch(announced))).isEqualTo(VECTOR);
        publications.close();

        assertFails(there.fetch(announced), Reason.NOT_PUBLISHED, announced.toString(), "no longer");
        assertThatThrownBy(() -> publications.publish(VECTOR))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    }

    @Test
    void vectorOfTwoOwnersIsServedUntilBothHaveWithdrawnIt() throws Exception {
        Transfer here = transfer(SETTINGS);
        Transfer there = transfer(SETTINGS);
        Publications one = here.publications();
        Publications other = here.publications();
        AnnouncedVector announced = one.publish(VECTOR);
        assertThat(other.publish(VECTOR)).isEqualTo(announced);

        one.close();
        one.close();
        assertThat(get(there.fetch(announced))).isEqualTo(VECTOR);
        other.close();
        assertFails(there.fetch(announced), Reason.NOT_PUBLISHED);
    }

    @Test
    void publishesNoMoreVectorsThanItMay() throws Exception {
        Transfer here = transfer(new TransferSettings(
                Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 1, 1, Duration.ofMillis(1), 2, 8));
        Publications publications = here.publications();
        publications.publish(ModelVector.zeros(1));
        publications.publish(ModelVector.zeros(2));
        publications.publish(ModelVector.zeros(2));

        assertThatThrownBy(() -> publications.publish(ModelVector.zeros(3)))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("publishes 2 vectors, assay.transfer.published allows 2");
    }

    @Test
    void nodeWithoutAPortNeitherPublishesNorFetches() {
        Transfer alone = Transfer.alone();

        assertThatThrownBy(() -> alone.publications().publish(VECTOR))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("without a transfer port");
        assertFails(
                alone.fetch(announced(VECTOR, new TransferAddress("127.0.0.1", 1, 1))),
                Reason.CLOSED,
                "without a transfer port");
    }

    /** Twelve fetches over one port that serves four connections at a time. */
    @Test
    void severalNodesFetchSeveralVectorsAtOnce() throws Exception {
        Transfer here = transfer(SETTINGS);
        Publications publications = here.publications();
        List<ModelVector> vectors = new ArrayList<>();
        List<CompletionStage<ModelVector>> fetches = new ArrayList<>();
        for (int node = 0; node < 3; node++) {
            Transfer there = transfer(SETTINGS);
            for (int i = 0; i < 4; i++) {
                vectors.add(TestingVectors.random(200_000 + i, i));
                fetches.add(there.fetch(publications.publish(vectors.get(vectors.size() - 1))));
            }
        }

        for (int i = 0; i < fetches.size(); i++) {
            assertThat(get(fetches.get(i))).isEqualTo(vectors.get(i));
        }
    }

    @Test
    void twoWhoWantTheSameVectorAtOnceHaveItFetchedOnce() throws Exception {
        CountDownLatch bothWant = new CountDownLatch(1);
        TestingPeer peer = peer((request, out) -> {
            await(bothWant);
            send(VECTOR, request, out, Integer.MAX_VALUE);
        });
        Transfer there = transfer(SETTINGS);
        AnnouncedVector announced = announced(VECTOR, peer.address());
        CompletionStage<ModelVector> one = there.fetch(announced);
        CompletionStage<ModelVector> other = there.fetch(announced);
        bothWant.countDown();

        assertThat(get(one)).isSameAs(get(other)).isEqualTo(VECTOR);
        assertThat(peer.asked).containsExactly(0L);
        get(there.fetch(announced));
        assertThat(peer.asked).containsExactly(0L, 0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 1_000, 2_399})
    void goesOnAtTheOffsetWhenThePeerCutsTheConnectionAtEveryNthByte(int n) throws Exception {
        ModelVector vector = TestingVectors.random(600, 5);
        TestingPeer peer = peer((request, out) -> send(vector, request, out, n));
        Transfer there = transfer(new TransferSettings(
                Duration.ofSeconds(5), Duration.ofSeconds(10), 1, 1, 1, 10_000, Duration.ofMillis(1), 1, 8));

        assertThat(get(there.fetch(announced(vector, peer.address())))).isEqualTo(vector);
        assertThat(peer.asked).hasSize((vector.size() * Float.BYTES + n - 1) / n);
        assertThat(peer.asked.get(1)).isEqualTo(n);
    }

    @Test
    void cutsThatComeAfterEnoughBytesAreNotCountedTogether() throws Exception {
        ModelVector vector = TestingVectors.random(2_000_000, 6);
        TestingPeer peer = peer((request, out) -> send(vector, request, out, 1_300_001));
        Transfer there = transfer(new TransferSettings(
                Duration.ofSeconds(5), Duration.ofSeconds(10), 1, 1, 1, 2, Duration.ofMillis(1), 1, 8));

        assertThat(get(there.fetch(announced(vector, peer.address())))).isEqualTo(vector);
        assertThat(peer.asked).hasSize(7);
    }

    @Test
    void givesUpOnAPeerThatCutsTheConnectionAgainAndAgain() throws Exception {
        TestingPeer peer = peer((request, out) -> send(VECTOR, request, out, 400));
        AnnouncedVector announced = announced(VECTOR, peer.address());

        assertFails(
                transfer(SETTINGS).fetch(announced),
                Reason.BROKEN_OFF,
                announced.toString(),
                "given up after 3 attempts in a row with 300 values received",
                "values early");
        assertThat(peer.asked).containsExactly(0L, 400L, 800L);
    }

    @Test
    void takesNoOtherTableThanTheAnnouncedOne() throws Exception {
        ModelVector other = TestingVectors.random(VECTOR.size(), 2);
        TestingPeer peer = peer((request, out) -> send(other, request, out, Integer.MAX_VALUE));
        AnnouncedVector announced = announced(VECTOR, peer.address());

        assertFails(
                transfer(SETTINGS).fetch(announced),
                Reason.WRONG_DIGEST,
                announced.toString(),
                "has digest " + table(other).address().brief());
        assertThat(peer.asked).hasSize(1);
    }

    /** A bit of the second block is not as announced: the first time by accident, or every time. */
    @ParameterizedTest
    @ValueSource(ints = {VectorBlock.VALUES, 2 * VectorBlock.VALUES - 1})
    void damagedBlockIsAskedForOnceMore(int index) throws Exception {
        ModelVector damaged = damaged(VECTOR, index);
        List<ModelVector> sent = new ArrayList<>(List.of(damaged, VECTOR));
        TestingPeer peer = peer((request, out) -> send(sent.remove(0), table(VECTOR), request, out, Integer.MAX_VALUE));
        assertThat(get(transfer(SETTINGS).fetch(announced(VECTOR, peer.address()))))
                .isEqualTo(VECTOR);
        assertThat(peer.asked).containsExactly(0L, (long) VectorBlock.BYTES);

        TestingPeer hostile = peer((request, out) -> send(damaged, table(VECTOR), request, out, Integer.MAX_VALUE));
        assertFails(
                transfer(SETTINGS).fetch(announced(VECTOR, hostile.address())),
                Reason.WRONG_DIGEST,
                "block 1 of 4 came twice as something else");
        assertThat(hostile.asked).containsExactly(0L, (long) VectorBlock.BYTES);
    }

    @Test
    void noticesOneBitAfterAResumedConnection() throws Exception {
        ModelVector altered = damaged(VECTOR, VECTOR.size() - 1);
        TestingPeer peer = peer((request, out) -> send(altered, table(VECTOR), request, out, 1_300_000));

        assertFails(transfer(SETTINGS).fetch(announced(VECTOR, peer.address())), Reason.WRONG_DIGEST);
    }

    private static ModelVector damaged(ModelVector vector, int index) {
        float[] values = vector.toArray();
        values[index] = Float.intBitsToFloat(Float.floatToRawIntBits(values[index]) ^ 1);
        return ModelVector.adopt(values);
    }

    /** It has the port, and even the vector. */
    @Test
    void nodeInThePlaceOfTheOneThatAnnouncedIsNotTakenForIt() throws Exception {
        Transfer here = transfer(SETTINGS);
        AnnouncedVector announced = here.publications().publish(VECTOR);
        TransferAddress at = announced.at();
        AnnouncedVector before = new AnnouncedVector(
                announced.digest(),
                announced.values(),
                new TransferAddress(at.host(), at.port(), at.incarnation() + 1));

        assertFails(transfer(SETTINGS).fetch(before), Reason.GONE, before.toString(), "another one is in its place");
        assertThat(Reason.GONE.mayBeLost()).isTrue();
        assertThat(Reason.NOT_PUBLISHED.mayBeLost()).isFalse();
    }

    /** Their checks are equal: CRCs do not see a multiple of both polynomials. */
    @Test
    void vectorMadeToHaveTheChecksOfAnotherOneGetsAnAddressOfItsOwn() throws Exception {
        ModelVector vector = ModelVector.copyOf(new float[] {1, 2, 3, 4, 5});
        ModelVector twin = TestingVectors.withEqualChecks(vector);
        assertThat(twin).isNotEqualTo(vector);
        assertThat(table(twin)).isEqualTo(table(vector));
        Transfer here = transfer(SETTINGS);
        Transfer there = transfer(SETTINGS);
        Publications publications = here.publications();
        AnnouncedVector one = publications.publish(vector);
        AnnouncedVector other = publications.publish(twin);

        assertThat(get(there.fetch(one))).isEqualTo(vector);
        assertThat(get(there.fetch(other))).isEqualTo(twin);
        assertThat(publications.publish(twin)).isEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void takesNoLengthButTheAnnouncedOne(long length) throws Exception {
        TestingPeer peer = peer((request, out) ->
                out.write(new VectorAnswer(Status.HERE, length).toBytes().array()));
        AnnouncedVector announced = announced(VECTOR, peer.address());

        assertFails(
                transfer(SETTINGS).fetch(announced),
                Reason.WRONG_LENGTH,
                announced.toString(),
                "with " + length + " bytes, announced were " + 4L * VECTOR.size());
        assertThat(peer.asked).hasSize(1);
    }

    @Test
    void readsNoFurtherThanTheVectorGoes() throws Exception {
        TestingPeer peer = peer((request, out) -> {
            send(VECTOR, request, out, Integer.MAX_VALUE);
            out.write(new byte[100_000]);
        });

        assertThat(get(transfer(SETTINGS).fetch(announced(VECTOR, peer.address()))))
                .isEqualTo(VECTOR);
    }

    @Test
    void whatDoesNotSpeakTheProtocolIsNotAskedTwice() throws Exception {
        TestingPeer peer = peer(
                (request, out) -> out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        AnnouncedVector announced = announced(VECTOR, peer.address());

        assertFails(
                transfer(SETTINGS).fetch(announced), Reason.NOT_UNDERSTOOD, announced.toString(), "no transfer port");
        assertThat(peer.asked).hasSize(1);
    }

    /** It takes the connection and the request, and then says nothing. */
    @Test
    void peerThatHangsIsCutOff() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        opened.add(over::countDown);
        TestingPeer peer = peer((request, out) -> await(over));
        Transfer there = transfer(TestingVectors.impatient());
        AnnouncedVector announced = announced(VECTOR, peer.address());

        assertFails(there.fetch(announced), Reason.BROKEN_OFF, announced.toString(), "a step took more than 150 ms");
    }

    /** A byte now and then keeps a socket's own time-out away, but not the bound on a block. */
    @Test
    void peerThatDripsIsCutOff() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        opened.add(over::countDown);
        TestingPeer peer = peer((request, out) -> {
            out.write(
                    new VectorAnswer(Status.HERE, 4L * VECTOR.size()).toBytes().array());
            while (!await(over, 20)) {
                out.write(1);
            }
        });
        AnnouncedVector announced = announced(VECTOR, peer.address());

        assertFails(
                transfer(TestingVectors.impatient()).fetch(announced),
                Reason.BROKEN_OFF,
                "a step took more than 150 ms");
    }

    @Test
    void nodeThatIsGoneIsToldOfWithItsAddress() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        AnnouncedVector announced = announced(VECTOR, new TransferAddress("127.0.0.1", port, 1));

        assertFails(transfer(SETTINGS).fetch(announced), Reason.UNREACHABLE, announced.toString(), "no connection: ");
    }

    @Test
    void slowNodeDelaysNoOther() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        opened.add(over::countDown);
        TestingPeer slow = peer((request, out) -> await(over));
        Transfer there = transfer(SETTINGS);
        for (int i = 0; i < 40; i++) {
            there.fetch(new AnnouncedVector(Digest.ofText("" + i), 1, slow.address()));
        }
        Transfer here = transfer(SETTINGS);

        assertThat(get(there.fetch(here.publications().publish(VECTOR)))).isEqualTo(VECTOR);
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        opened.add(over::countDown);
        CountDownLatch begun = new CountDownLatch(1);
        TestingPeer peer = peer((request, out) -> {
            begun.countDown();
            await(over);
        });
        Transfer there = transfer(SETTINGS);
        CompletionStage<ModelVector> fetch = there.fetch(announced(VECTOR, peer.address()));
        await(begun);
        there.close();

        assertFails(fetch, Reason.CLOSED, "closing");
        assertFails(there.fetch(announced(VECTOR, peer.address())), Reason.CLOSED, "closing");
    }

    @Test
    void portThatIsTakenIsRefusedWithItsAddress() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Transfer.open(
                            "127.0.0.1",
                            new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort()),
                            1,
                            SETTINGS,
                            Optional.empty()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining("" + taken.getLocalPort());
        }
    }

    private static boolean await(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
