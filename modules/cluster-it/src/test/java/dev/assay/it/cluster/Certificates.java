package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.security.CertificateAuthority;
import dev.assay.runtime.security.NodeTls;
import dev.assay.runtime.security.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** An authority of the test's own, and what it issues to nodes, as PEM files in the folder that they are started in. */
final class Certificates {
    private static final String CA = "ca";
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final int ANSWER_MILLIS = 20_000;

    private final Path folder;
    private final CertificateAuthority authority;

    private Certificates(Path folder, CertificateAuthority authority) {
        this.folder = folder;
        this.authority = authority;
    }

    static Certificates in(Path folder) throws IOException {
        CertificateAuthority authority = CertificateAuthority.create("authority", Instant.now());
        Files.writeString(folder.resolve(CA + ".pem"), authority.own().certificate());
        return new Certificates(folder, authority);
    }

    /**
     * Issues a certificate to a node.
     *
     * @param address by which the others reach it
     * @return what stands in the node's file
     */
    String issue(String name, String address) {
        try {
            write(folder, name, authority.issue(name, List.of(address), Instant.now(), LIFETIME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings(CA, name);
    }

    static void write(Path folder, String name, CertificateAuthority.Issued issued) throws IOException {
        Files.writeString(folder.resolve(name + ".pem"), issued.certificate());
        Files.writeString(folder.resolve(name + ".key"), issued.key());
    }

    /** @param ca name of the file with the authorities that the node trusts, without its ending; so {@code name} of its own files */
    static String settings(String ca, String name) {
        return "assay.node.tls { ca = " + ca + ".pem, certificate = " + name + ".pem, key = " + name + ".key }\n";
    }

    static NodeTls read(Path folder, String ca, String name, Instant now) throws InvalidInput {
        return NodeTls.read(
                new TlsFiles(folder.resolve(ca + ".pem"), folder.resolve(name + ".pem"), folder.resolve(name + ".key")),
                now);
    }

    /**
     * A port speaks TLS, under a certificate of this authority.
     *
     * @param as name of a node that was issued one
     */
    void assertEncrypted(int port, String as) throws IOException, InvalidInput {
        try (SSLSocket socket = (SSLSocket) read(folder, CA, as, Instant.now())
                .context()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }
}
