package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.runtime.security.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who has a certificate of the cluster's authority is let in, and nobody else. */
@Timeout(90)
class EncryptedNodesIT {
    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    private int seed;

    @BeforeEach
    void issueCertificates() throws IOException {
        seed = NodeProcess.freePort();
        CertificateAuthority authority = CertificateAuthority.create("authority", NOW);
        CertificateAuthority foreign = CertificateAuthority.create("authority", NOW);
        Files.writeString(folder.resolve("ca.pem"), authority.own().certificate());
        Files.writeString(
                folder.resolve("both.pem"),
                authority.own().certificate() + foreign.own().certificate());
        for (String name : List.of("a", "b")) {
            write(name, authority.issue(name, List.of("127.0.0.1"), NOW, Duration.ofDays(1)));
        }
        write("foreign", foreign.issue("foreign", List.of("127.0.0.1"), NOW, Duration.ofDays(1)));
        write("elsewhere", authority.issue("elsewhere", List.of("10.9.9.9"), NOW, Duration.ofDays(1)));
    }

    @Test
    void letsInWhoHasACertificateOfItsAuthorityAndNobodyElse() throws IOException {
        try (NodeProcess a = NodeProcess.start(folder, "a", "client", at(seed) + tls("ca", "a"));
                NodeProcess b = NodeProcess.start(folder, "b", "client", at(0) + tls("ca", "b"))) {
            a.awaitUp();
            b.awaitUp();
            a.awaitMembers(members -> members.size() == 2);
            sayWithoutCertificate(seed);
            String soon = "assay.node.join-timeout = 10 s\n";
            // It trusts the cluster, so that only the cluster can refuse it.
            try (NodeProcess foreign =
                            NodeProcess.start(folder, "foreign", "client", at(0) + tls("both", "foreign") + soon);
                    NodeProcess open = NodeProcess.start(folder, "open", "client", at(0) + soon);
                    NodeProcess elsewhere =
                            NodeProcess.start(folder, "elsewhere", "client", at(0) + tls("ca", "elsewhere") + soon)) {
                for (NodeProcess stranger : List.of(foreign, open, elsewhere)) {
                    assertThat(stranger.process().expectExit(1).errors()).contains("could not join the cluster");
                }
            }
            assertThat(a.members()).containsOnlyKeys(a.address(), b.address());
            assertThat(b.status("/ready")).isEqualTo(200);
            assertThat(a.process().errors()).doesNotContain("Dropping message");
        }
    }

    /** Frames of no and of negative length: a port that took them would be busy with them for ever. */
    private static void sayWithoutCertificate(int port) throws IOException {
        for (byte stream = 1; stream <= 3; stream++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream()
                        .write(ByteBuffer.allocate(64)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .put("AKKA".getBytes(StandardCharsets.US_ASCII))
                                .put(stream)
                                .putInt(0)
                                .putInt(-1)
                                .array());
            }
        }
    }

    @Test
    void refusesANodeWhoseOwnCertificateItsClusterWouldNotTake() {
        try (NodeProcess mixed = NodeProcess.start(folder, "mixed", "client", at(0) + tls("ca", "foreign"))) {
            assertThat(mixed.process().expectExit(2).errors())
                    .contains("foreign.pem: is not one that an authority of")
                    .doesNotContain("\tat ");
        }
    }

    private String at(int port) {
        return "assay.node { port = " + port + ", seed-nodes = [\"127.0.0.1:" + seed + "\"] }\n";
    }

    private static String tls(String ca, String name) {
        return "assay.node.tls { ca = " + ca + ".pem, certificate = " + name + ".pem, key = " + name + ".key }\n";
    }

    private void write(String name, CertificateAuthority.Issued issued) throws IOException {
        Files.writeString(folder.resolve(name + ".pem"), issued.certificate());
        Files.writeString(folder.resolve(name + ".key"), issued.key());
    }
}
