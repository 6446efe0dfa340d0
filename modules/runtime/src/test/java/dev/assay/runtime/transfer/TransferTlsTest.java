package dev.assay.runtime.transfer;

import static dev.assay.runtime.transfer.TestingVectors.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.TransferException.Reason;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes a and b trust each other; of a stranger nobody knows. */
@Timeout(60)
class TransferTlsTest {
    private static final ModelVector VECTOR = TestingVectors.random(300_000, 4);

    @TempDir
    private static Path folder;

    private static Path a;
    private static Path b;
    private static Path stranger;

    private final List<Transfer> opened = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        TestingCertificates certificates = new TestingCertificates(folder);
        a = certificates.node("a");
        b = certificates.node("b");
        stranger = certificates.node("stranger");
    }

    @AfterEach
    void close() {
        opened.forEach(Transfer::close);
    }

    private Transfer node(TransferSettings settings, SSLContext tls) throws IOException {
        Transfer node = Transfer.open("127.0.0.1", TestingVectors.anyPort(), settings, Optional.ofNullable(tls));
        opened.add(node);
        return node;
    }

    private AnnouncedVector publishedByA(TransferSettings settings) throws Exception {
        return node(settings, TestingCertificates.context(List.of(a), List.of(a, b)))
                .publications()
                .publish(VECTOR);
    }

    private static void assertRefused(Transfer by, AnnouncedVector announced) {
        assertThatThrownBy(() -> by.fetch(announced).toCompletableFuture().get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(TransferException.class, failure -> {
                    assertThat(failure.reason()).isEqualTo(Reason.BROKEN_OFF);
                    assertThat(failure).hasMessageContaining(announced.toString());
                });
    }

    @Test
    void nodesThatTrustEachOtherTransferVectors() throws Exception {
        AnnouncedVector announced = publishedByA(SETTINGS);
        Transfer there = node(SETTINGS, TestingCertificates.context(List.of(b), List.of(a, b)));

        assertThat(there.fetch(announced).toCompletableFuture().get()).isEqualTo(VECTOR);
    }

    @Test
    void nodeWithoutACertificateGetsNothing() throws Exception {
        AnnouncedVector announced = publishedByA(SETTINGS);

        assertRefused(node(SETTINGS, TestingCertificates.context(List.of(), List.of(a, b))), announced);
    }

    @Test
    void nodeWithAStrangersCertificateGetsNothing() throws Exception {
        AnnouncedVector announced = publishedByA(SETTINGS);

        assertRefused(node(SETTINGS, TestingCertificates.context(List.of(stranger), List.of(a, b))), announced);
    }

    @Test
    void nodeThatIsNotTrustedIsNotAsked() throws Exception {
        AnnouncedVector announced = publishedByA(SETTINGS);

        assertRefused(node(SETTINGS, TestingCertificates.context(List.of(b), List.of(b))), announced);
    }

    @Test
    void nodeThatDoesNotEncryptGetsNothing() throws Exception {
        AnnouncedVector announced = publishedByA(SETTINGS);

        assertThatThrownBy(() -> node(SETTINGS, null)
                        .fetch(announced)
                        .toCompletableFuture()
                        .get())
                .cause()
                .isInstanceOf(TransferException.class);
    }

    /** Who never begins the handshake, or stops reading, loses the connection that is needed for others. */
    @Test
    void silentConnectionsKeepNobodyOut() throws Exception {
        AnnouncedVector announced = publishedByA(TestingVectors.impatient());
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            silent.add(
                    new Socket(InetAddress.getLoopbackAddress(), announced.at().port()));
        }
        new VectorRequest(announced.digest(), 0)
                .write(new DataOutputStream(silent.get(0).getOutputStream()));
        Transfer there = node(SETTINGS, TestingCertificates.context(List.of(b), List.of(a, b)));

        assertThat(there.fetch(announced).toCompletableFuture().get()).isEqualTo(VECTOR);
        for (Socket socket : silent) {
            socket.close();
        }
    }
}
