package dev.assay.runtime.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.VectorAnswer.Status;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The port of a node, and those who do to it what they like. It serves two connections at a time, and waits 150 ms. */
@Timeout(60)
class TransferServerTest {
    private static final ModelVector VECTOR = TestingVectors.random(5_000_000, 3);

    private final List<Socket> hostile = new ArrayList<>();
    private Transfer node;
    private Transfer honest;
    private AnnouncedVector announced;

    @BeforeEach
    void open() throws IOException {
        node = Transfer.open("127.0.0.1", TestingVectors.anyPort(), 1, TestingVectors.impatient(), Optional.empty());
        honest = Transfer.open("127.0.0.1", TestingVectors.anyPort(), 2, TestingVectors.SETTINGS, Optional.empty());
        announced = node.publications().publish(VECTOR);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : hostile) {
            socket.close();
        }
        node.close();
        honest.close();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), announced.at().port());
        hostile.add(socket);
        return socket;
    }

    private void ask(Socket socket, long offset) throws IOException {
        socket.getOutputStream()
                .write(new VectorRequest(announced.at().incarnation(), announced.digest(), offset)
                        .toBytes()
                        .array());
    }

    private static Optional<VectorAnswer> answer(InputStream in) throws IOException {
        return VectorAnswer.ofBytes(ByteBuffer.wrap(in.readNBytes(VectorAnswer.BYTES)));
    }

    /** What comes back until the node ends the connection; nothing if it is cut. */
    private static byte[] ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    private void assertServes() throws Exception {
        assertThat(honest.fetch(announced).toCompletableFuture().get()).isEqualTo(VECTOR);
    }

    static Stream<byte[]> noise() {
        return Stream.of(
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                new byte[100_000],
                new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
    }

    @ParameterizedTest
    @MethodSource("noise")
    void endsTheConnectionOfOneWhoSendsNoise(byte[] noise) throws Exception {
        for (int i = 0; i < 5; i++) {
            Socket socket = connect();
            try {
                socket.getOutputStream().write(noise);
            } catch (SocketException e) {
                // It has been ended already.
            }
            assertThat(ended(socket)).isEmpty();
        }
        assertServes();
    }

    @Test
    void endsTheConnectionOfOneWhoSendsHalfARequest() throws Exception {
        for (int i = 0; i < 5; i++) {
            Socket socket = connect();
            new DataOutputStream(socket.getOutputStream()).writeInt(VectorRequest.MAGIC);
            assertThat(ended(socket)).isEmpty();
        }
        assertServes();
    }

    /** Both connections that the port serves are taken, and more wait. */
    @Test
    void thoseWhoSaySilentlyNothingKeepNobodyOut() throws Exception {
        for (int i = 0; i < 6; i++) {
            connect();
        }
        assertServes();
    }

    @Test
    void thoseWhoAskAndDoNotReadKeepNobodyOut() throws Exception {
        for (int i = 0; i < 4; i++) {
            Socket socket = connect();
            ask(socket, 0);
        }
        assertServes();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -4, Long.MIN_VALUE, 20_000_001, Long.MAX_VALUE, 1L << 34})
    void offsetThatTheVectorDoesNotHaveIsRefused(long offset) throws Exception {
        Socket socket = connect();
        ask(socket, offset);
        InputStream in = socket.getInputStream();

        assertThat(answer(in)).contains(new VectorAnswer(Status.NO_SUCH_OFFSET, 20_000_000));
        assertThat(in.read()).isEqualTo(-1);
        assertServes();
    }

    @Test
    void whatIsThereAlreadyIsNotSentAgain() throws Exception {
        Socket socket = connect();
        ask(socket, 20_000_000 - 7);
        InputStream in = socket.getInputStream();

        assertThat(answer(in)).contains(new VectorAnswer(Status.HERE, 20_000_000));
        ByteBuffer table = ByteBuffer.wrap(in.readNBytes(BlockTable.bytesFor(VECTOR.size())));
        assertThat(BlockTable.ofBytes(VECTOR.size(), table).address()).isEqualTo(announced.digest());
        byte[] all = VECTOR.toBytes();
        assertThat(in.readAllBytes()).containsExactly(Arrays.copyOfRange(all, all.length - 7, all.length));
    }
}
