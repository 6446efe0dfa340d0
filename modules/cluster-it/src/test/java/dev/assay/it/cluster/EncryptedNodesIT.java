package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.security.CertificateAuthority;
import dev.assay.runtime.security.NodeTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who has a certificate of the cluster's authority is let in, and nobody else. */
@Timeout(180)
class EncryptedNodesIT {
    private static final Instant NOW = Instant.now();
    private static final Duration EARLIER = Duration.ofDays(10);
    private static final int ANSWER_MILLIS = 20_000;

    @TempDir
    Path folder;

    private int seed;

    @BeforeEach
    void issueCertificates() throws IOException {
        seed = NodeProcess.freePort();
        CertificateAuthority authority = CertificateAuthority.create("authority", NOW.minus(EARLIER));
        CertificateAuthority foreign = CertificateAuthority.create("authority", NOW);
        Files.writeString(folder.resolve("ca.pem"), authority.own().certificate());
        Files.writeString(
                folder.resolve("both.pem"),
                authority.own().certificate() + foreign.own().certificate());
        for (String name : List.of("a", "b")) {
            Certificates.write(folder, name, authority.issue(name, List.of("127.0.0.1"), NOW, Duration.ofDays(1)));
        }
        Certificates.write(folder, "foreign", foreign.issue("foreign", List.of("127.0.0.1"), NOW, Duration.ofDays(1)));
        Certificates.write(
                folder,
                "ended",
                authority.issue("ended", List.of("127.0.0.1"), NOW.minus(EARLIER), Duration.ofDays(1)));
        Certificates.write(
                folder, "elsewhere", authority.issue("elsewhere", List.of("10.9.9.9"), NOW, Duration.ofDays(1)));
    }

    @Test
    void letsInWhoHasACertificateOfItsAuthorityAndNobodyElse() throws Exception {
        int transfer = NodeProcess.freePort();
        String models = "assay.node.transfer-port = " + transfer + "\n";
        try (NodeProcess a =
                        NodeProcess.start(folder, "a", "client", at(seed) + models + Certificates.settings("ca", "a"));
                NodeProcess b = NodeProcess.start(folder, "b", "client", at(0) + Certificates.settings("ca", "b"))) {
            a.awaitUp();
            b.awaitUp();
            a.awaitMembers(members -> members.size() == 2);
            for (int port : List.of(seed, transfer)) {
                sayWithoutCertificate(port);
                for (SSLContext stranger : strangers()) {
                    assertRefused(stranger, port);
                }
            }
            assertHeard(tlsOf("ca", "b", NOW).context(), transfer);
            String soon = "assay.node.join-timeout = 10 s\n";
            // It trusts the cluster, so that only the cluster can refuse it.
            try (NodeProcess foreign = NodeProcess.start(
                            folder, "foreign", "client", at(0) + Certificates.settings("both", "foreign") + soon);
                    NodeProcess open = NodeProcess.start(folder, "open", "client", at(0) + soon);
                    NodeProcess elsewhere = NodeProcess.start(
                            folder, "elsewhere", "client", at(0) + Certificates.settings("ca", "elsewhere") + soon);
                    NodeProcess late = NodeProcess.start(
                            folder, "late", "client", at(0) + Certificates.settings("ca", "a") + soon)) {
                for (NodeProcess stranger : List.of(foreign, open, elsewhere)) {
                    assertThat(stranger.process().expectExit(1).errors()).contains("could not join the cluster");
                }
                // Whatever they said, the node still takes in who may come.
                late.awaitUp();
                assertThat(a.members()).containsOnlyKeys(a.address(), b.address(), late.address());
            }
            assertThat(b.status("/ready")).isEqualTo(200);
            assertThat(a.process().errors()).doesNotContain("Dropping message", "OutOfMemoryError", "\tat dev.assay");
        }
    }

    /** Frames that a port which took them would be busy with for ever, and such as end early or are noise. */
    private static void sayWithoutCertificate(int port) throws IOException {
        List<byte[]> all = Stream.of(ArteryWords.withoutEnd(), ArteryWords.nonsense(new Random(1)))
                .flatMap(List::stream)
                .toList();
        for (byte[] words : all) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(words);
            } catch (SocketException e) {
                // It was cut off.
            }
        }
    }

    /** Who encrypts, but has no certificate, that of another authority, or one that has ended. */
    private List<SSLContext> strangers() throws Exception {
        SSLContext without = SSLContext.getInstance("TLSv1.3");
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        try (InputStream ca = Files.newInputStream(folder.resolve("ca.pem"))) {
            authorities.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
        }
        trust.init(authorities);
        without.init(null, trust.getTrustManagers(), null);
        return List.of(
                without,
                tlsOf("both", "foreign", NOW).context(),
                tlsOf("ca", "ended", NOW.minus(EARLIER)).context());
    }

    private NodeTls tlsOf(String ca, String name, Instant now) throws InvalidInput {
        return Certificates.read(folder, ca, name, now);
    }

    private static void assertRefused(SSLContext stranger, int port) {
        byte[] words = ArteryWords.withoutEnd().get(0);
        assertThatThrownBy(() -> sayAndListen(stranger, port, words))
                .isInstanceOfAny(SSLException.class, SocketException.class);
    }

    /** It is no request, so that the node ends the connection; but it was heard. */
    private static void assertHeard(SSLContext member, int port) throws IOException {
        assertThat(sayAndListen(member, port, new byte[1_000])).isEqualTo(-1);
    }

    private static int sayAndListen(SSLContext context, int port, byte[] words) throws IOException {
        try (Socket socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(words);
            return socket.getInputStream().read();
        }
    }

    @Test
    void refusesANodeWhoseOwnCertificateItsClusterWouldNotTake() {
        try (NodeProcess mixed =
                NodeProcess.start(folder, "mixed", "client", at(0) + Certificates.settings("ca", "foreign"))) {
            assertThat(mixed.process().expectExit(2).errors())
                    .contains("foreign.pem: is not one that an authority of")
                    .doesNotContain("\tat ");
        }
    }

    private String at(int port) {
        return "assay.node { port = " + port + ", seed-nodes = [\"127.0.0.1:" + seed + "\"] }\n";
    }
}
