package dev.assay.runtime.transfer;

import static dev.assay.runtime.transfer.TestingVectors.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.model.ModelVector;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.security.CertificateAuthority;
import dev.assay.runtime.security.NodeTls;
import dev.assay.runtime.security.TlsFiles;
import dev.assay.runtime.transfer.TransferException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes a and b have certificates of one authority; a stranger's is of another one of the same name. */
@Timeout(60)
class TransferTlsTest {
    private static final ModelVector VECTOR = TestingVectors.random(300_000, 4);
    private static final Instant NOW = Instant.now();
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    private static Path folder;

    private static CertificateAuthority authority;
    private static CertificateAuthority other;
    private static NodeTls a;
    private static NodeTls b;

    private final List<Transfer> opened = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = CertificateAuthority.create("authority", NOW);
        other = CertificateAuthority.create("authority", NOW);
        a = tls("a", authority, LOOPBACK, authority);
        b = tls("b", authority, LOOPBACK, authority);
    }

    /** @param trusted whose certificates the node takes, the one that signed its own among them */
    private static NodeTls tls(String name, CertificateAuthority by, String host, CertificateAuthority... trusted)
            throws IOException, InvalidInput {
        CertificateAuthority.Issued issued = by.issue(name, List.of(host), NOW, Duration.ofDays(2));
        StringBuilder authorities = new StringBuilder();
        for (CertificateAuthority one : trusted) {
            authorities.append(one.own().certificate());
        }
        TlsFiles files = new TlsFiles(
                Files.writeString(folder.resolve(name + "-ca.pem"), authorities),
                Files.writeString(folder.resolve(name + ".pem"), issued.certificate()),
                Files.writeString(folder.resolve(name + ".key"), issued.key()));
        return NodeTls.read(files, NOW);
    }

    @AfterEach
    void close() {
        opened.forEach(Transfer::close);
    }

    private Transfer node(TransferSettings settings, Optional<NodeTls> tls) throws IOException {
        Transfer node = Transfer.open(LOOPBACK, TestingVectors.anyPort(), 1, settings, tls);
        opened.add(node);
        return node;
    }

    private AnnouncedVector published(TransferSettings settings, NodeTls by) throws Exception {
        return node(settings, Optional.of(by)).publications().publish(VECTOR);
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
    void nodesOfOneAuthorityTransferVectors() throws Exception {
        Transfer there = node(SETTINGS, Optional.of(b));

        assertThat(there.fetch(published(SETTINGS, a)).toCompletableFuture().get())
                .isEqualTo(VECTOR);
    }

    @Test
    void nodeWithAStrangersCertificateGetsNothing() throws Exception {
        // It trusts the authority, so that only the node that it asks can refuse it.
        NodeTls stranger = tls("stranger", other, LOOPBACK, authority, other);

        assertRefused(node(SETTINGS, Optional.of(stranger)), published(SETTINGS, a));
    }

    @Test
    void nodeThatIsNotTrustedIsNotAsked() throws Exception {
        NodeTls stranger = tls("stranger", other, LOOPBACK, authority, other);

        assertRefused(node(SETTINGS, Optional.of(b)), published(SETTINGS, stranger));
    }

    @Test
    void nodeWhoseCertificateIsForAnotherHostIsNotAsked() throws Exception {
        NodeTls elsewhere = tls("elsewhere", authority, "10.1.2.3", authority);

        assertRefused(node(SETTINGS, Optional.of(b)), published(SETTINGS, elsewhere));
    }

    @Test
    void nodeThatDoesNotEncryptGetsNothing() throws Exception {
        AnnouncedVector announced = published(SETTINGS, a);

        assertThatThrownBy(() -> node(SETTINGS, Optional.empty())
                        .fetch(announced)
                        .toCompletableFuture()
                        .get())
                .cause()
                .isInstanceOf(TransferException.class);
    }

    /** Who never begins the handshake, or stops reading, loses the connection that is needed for others. */
    @Test
    void silentConnectionsKeepNobodyOut() throws Exception {
        AnnouncedVector announced = published(TestingVectors.impatient(), a);
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            silent.add(
                    new Socket(InetAddress.getLoopbackAddress(), announced.at().port()));
        }
        silent.get(0)
                .getOutputStream()
                .write(new VectorRequest(1, announced.digest(), 0).toBytes().array());
        Transfer there = node(SETTINGS, Optional.of(b));

        assertThat(there.fetch(announced).toCompletableFuture().get()).isEqualTo(VECTOR);
        for (Socket socket : silent) {
            socket.close();
        }
    }
}
