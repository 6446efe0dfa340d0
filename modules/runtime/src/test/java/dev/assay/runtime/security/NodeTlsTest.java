package dev.assay.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two peers on a loopback connection, with the certificates of one authority or of two. */
@Timeout(60)
class NodeTlsTest {
    private static final Instant NOW = Instant.now();
    private static final Duration YEAR = Duration.ofDays(365);
    private static final byte GREETING = 42;

    @TempDir
    Path folder;

    private CertificateAuthority authority;
    private CertificateAuthority other;

    @BeforeEach
    void makeAuthorities() throws IOException {
        authority = CertificateAuthority.create("authority", NOW);
        other = CertificateAuthority.create("authority", NOW);
        write("ca", authority.own());
        write("other-ca", other.own());
    }

    @Test
    void peersOfOneAuthoritySpeak() throws Exception {
        assertThat(talk(tls(issue("a", "127.0.0.1")), tls(issue("b", "127.0.0.1"))))
                .isEqualTo(GREETING);
    }

    @Test
    void refusesToBeConnectedToByAPeerOfAnotherAuthority() throws Exception {
        write("c", other.issue("c", List.of("127.0.0.1"), NOW, YEAR));
        // It trusts the authority, so that only the side that is connected to can refuse it.
        NodeTls stranger = tls(new TlsFiles(file("both"), file("c.pem"), file("c.key")));

        assertThatThrownBy(() -> talk(tls(issue("a", "127.0.0.1")), stranger))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("trust anchors");
    }

    @Test
    void refusesToBeConnectedToByAPeerWithoutACertificate() throws Exception {
        NodeTls server = tls(issue("a", "127.0.0.1"));
        SSLContext bare = SSLContext.getInstance("TLSv1.3");
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", PemFile.certificates(file("ca.pem")).get(0));
        trust.init(store);
        bare.init(null, trust.getTrustManagers(), null);

        assertThatThrownBy(() -> talk(server, bare, Optional.empty()))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("Empty client certificate chain");
    }

    @Test
    void refusesToConnectToAPeerOfAnotherAuthority() throws Exception {
        write("c", other.issue("c", List.of("127.0.0.1"), NOW, YEAR));
        NodeTls stranger = tls(new TlsFiles(file("both"), file("c.pem"), file("c.key")));

        assertThatThrownBy(() -> talk(stranger, tls(issue("a", "127.0.0.1"))))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("trust anchors");
    }

    @Test
    void refusesToConnectToAPeerWhoseCertificateIsForAnotherHost() throws Exception {
        assertThatThrownBy(() -> talk(tls(issue("a", "10.1.2.3")), tls(issue("b", "127.0.0.1"))))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("127.0.0.1");
    }

    @Test
    void refusesFilesThatDoNotFitTogetherAllAtOnce() throws Exception {
        TlsFiles a = issue("a", "127.0.0.1");
        TlsFiles b = issue("b", "127.0.0.1");
        Files.writeString(file("empty"), "");

        assertThatThrownBy(() -> tls(new TlsFiles(file("other-ca.pem"), a.certificate(), b.key())))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll(
                        "a.pem: is not one that an authority of", "b.key: is not the key of the certificate");
        assertThatThrownBy(() -> tls(new TlsFiles(file("none"), file("empty"), a.certificate())))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll(
                        "none: cannot be read", "empty: holds no certificate", "a.pem: has no '-----BEGIN PRIVATE KEY");
    }

    @Test
    void refusesCertificateThatHasEndedOrNotBegun() throws Exception {
        TlsFiles a = issue("a", "127.0.0.1");

        assertThatThrownBy(() -> NodeTls.read(a, NOW.plus(YEAR).plusSeconds(1)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("a.pem: ended at");
        assertThatThrownBy(() -> NodeTls.read(a, NOW.minus(Duration.ofHours(1))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("a.pem: begins at");
    }

    @Test
    void nodesCertificateIsNoAuthority() throws Exception {
        TlsFiles a = issue("a", "127.0.0.1");

        assertThatThrownBy(() -> CertificateAuthority.read(a.certificate(), a.key()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an authority's");
    }

    private TlsFiles issue(String name, String host) throws IOException {
        write(name, authority.issue(name, List.of(host), NOW, YEAR));
        return new TlsFiles(file("ca.pem"), file(name + ".pem"), file(name + ".key"));
    }

    private void write(String name, CertificateAuthority.Issued issued) throws IOException {
        Files.writeString(file(name + ".pem"), issued.certificate());
        Files.writeString(file(name + ".key"), issued.key());
        if (Files.exists(file("ca.pem")) && Files.exists(file("other-ca.pem"))) {
            Files.writeString(file("both"), Files.readString(file("ca.pem")) + Files.readString(file("other-ca.pem")));
        }
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private static NodeTls tls(TlsFiles files) throws InvalidInput {
        return NodeTls.read(files, NOW);
    }

    /** What the client reads of the server, once the server has read of the client. */
    private static int talk(NodeTls server, NodeTls client) throws Exception {
        return talk(server, client.context(), Optional.of(client.clientParameters()));
    }

    private static int talk(NodeTls server, SSLContext client, Optional<SSLParameters> parameters) throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (SSLServerSocket listening =
                (SSLServerSocket) server.context().getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            listening.setSSLParameters(server.serverParameters());
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answer(listening));
            try (SSLSocket socket =
                    (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", listening.getLocalPort())) {
                parameters.ifPresent(socket::setSSLParameters);
                socket.getOutputStream().write(GREETING);
                int read = socket.getInputStream().read();
                answered.get(10, TimeUnit.SECONDS);
                return read;
            } catch (IOException e) {
                throw isOwn(e) ? e : reason(answered);
            }
        }
    }

    /** Whether it is this side's own refusal, not the news of the other's, in whichever form that came. */
    private static boolean isOwn(IOException failure) {
        return failure instanceof SSLException && !failure.getMessage().startsWith("Received fatal alert");
    }

    private static IOException reason(CompletableFuture<Void> answered) throws Exception {
        try {
            answered.get(10, TimeUnit.SECONDS);
            return new IOException("the side that was connected to refused nothing");
        } catch (ExecutionException e) {
            return (IOException) e.getCause();
        }
    }

    private static void answer(SSLServerSocket listening) {
        try (SSLSocket socket = (SSLSocket) listening.accept()) {
            socket.getOutputStream().write(socket.getInputStream().read());
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
