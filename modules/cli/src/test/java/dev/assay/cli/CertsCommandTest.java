package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertsCommandTest {
    @TempDir
    Path folder;

    private Path dir;

    @BeforeEach
    void makeAuthority() {
        dir = folder.resolve("certs");
        assertThat(InvokedCommand.of("certs", "init", "--dir", dir).status()).isZero();
    }

    @Test
    void keysAreForTheirOwnerOnly() throws IOException {
        issue("server-1", "127.0.0.1");

        for (String key : List.of("ca.key", "server-1.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(key))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void opensslTakesTheCertificatesForWhatTheyAreFor() throws Exception {
        assumeThat(onPath("openssl")).as("openssl").isTrue();
        issue("server-1", "node-1.example.org", "10.0.0.1", "fd00::7");

        assertThat(openssl("verify", "-x509_strict", "-CAfile", "ca.pem", "ca.pem"))
                .contains("ca.pem: OK");
        for (String purpose : List.of("sslserver", "sslclient")) {
            assertThat(openssl("verify", "-x509_strict", "-CAfile", "ca.pem", "-purpose", purpose, "server-1.pem"))
                    .contains("server-1.pem: OK");
        }
        assertThat(openssl("verify", "-CAfile", "ca.pem", "-verify_hostname", "node-1.example.org", "server-1.pem"))
                .contains("OK");
        assertThat(openssl("verify", "-CAfile", "ca.pem", "-verify_ip", "fd00::7", "server-1.pem"))
                .contains("OK");
        assertThat(openssl("verify", "-CAfile", "ca.pem", "-verify_ip", "10.0.0.2", "server-1.pem"))
                .contains("IP address mismatch");
        assertThat(openssl("verify", "-CAfile", "ca.pem", "-purpose", "sslserver", "-check_ss_sig", "ca.pem"))
                .contains("unsuitable certificate purpose");
        assertThat(openssl("x509", "-in", "server-1.pem", "-noout", "-pubkey"))
                .isEqualTo(openssl("pkey", "-in", "server-1.key", "-pubout"));
        assertThat(openssl("pkey", "-in", "server-1.key", "-noout", "-text")).contains("NIST CURVE: P-256");
    }

    @Test
    void aNodesCertificateCannotIssueOthers() throws Exception {
        assumeThat(onPath("openssl")).as("openssl").isTrue();
        issue("node", "127.0.0.1");
        Files.copy(dir.resolve("ca.pem"), folder.resolve("ca.pem"));
        Files.copy(dir.resolve("node.pem"), dir.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(dir.resolve("node.key"), dir.resolve("ca.key"), StandardCopyOption.REPLACE_EXISTING);

        InvokedCommand refused = InvokedCommand.of("certs", "issue", "evil", "--host", "127.0.0.1", "--dir", dir);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("is a node's certificate, not an authority's");
    }

    @Test
    void replacesNoFile() {
        InvokedCommand again = InvokedCommand.of("certs", "init", "--dir", dir);
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.err()).contains("ca.pem exists already");
        issue("a", "127.0.0.1");
        InvokedCommand twice = InvokedCommand.of("certs", "issue", "a", "--host", "127.0.0.1", "--dir", dir);
        assertThat(twice.status()).isEqualTo(2);
        assertThat(twice.err()).contains("a.pem exists already");
    }

    @Test
    void namesAllBadOptionsAtOnceAndWritesNothing() throws IOException {
        InvokedCommand refused = InvokedCommand.of(
                "certs", "issue", "../x", "--host", "a b", "--host", "1.2.3.400", "--days", "0", "--dir", dir);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains(
                        "NAME: is '../x'",
                        "--host: is 'a b'",
                        "--host: is '1.2.3.400'",
                        "--days: is 0, must be 1 to 3650");
        InvokedCommand malformed = InvokedCommand.of("certs", "issue", "x", "--host", ":::", "--dir", dir);
        assertThat(malformed.status()).isEqualTo(2);
        assertThat(malformed.err()).contains("nothing was issued for :::");
        InvokedCommand without = InvokedCommand.of("certs", "issue", "x", "--host", "h", "--dir", folder);
        assertThat(without.status()).isEqualTo(2);
        assertThat(without.err()).contains("there is no authority", "assay certs init");
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("ca.pem", "ca.key");
        }
    }

    private void issue(String name, String... hosts) {
        Stream<String> options = Stream.of(hosts).flatMap(host -> Stream.of("--host", host));
        InvokedCommand issued =
                InvokedCommand.of(Stream.concat(Stream.of("certs", "issue", name, "--dir", dir.toString()), options)
                        .toArray());
        assertThat(issued.status()).as(issued.err()).isZero();
        assertThat(issued.out()).contains(name + ".pem for " + String.join(", ", hosts));
    }

    /** Both of its outputs. */
    private String openssl(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of("openssl"), Stream.of(arguments))
                        .toList())
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
