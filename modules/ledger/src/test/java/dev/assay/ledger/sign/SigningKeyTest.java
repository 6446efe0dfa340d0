package dev.assay.ledger.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys in the resources are OpenSSL's: {@code genpkey -algorithm ed25519}, {@code pkey -pubout}. They guard nothing. */
class SigningKeyTest {
    @TempDir
    Path folder;

    static Path resource(String name) {
        try {
            return Path.of(SigningKeyTest.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void keyPairOfOpenSslIsOne() throws IOException {
        SigningKey key = SigningKey.read(resource("a.pem"), resource("a.pub.pem"));

        assertThat(key.publicKey().getEncoded()).isEqualTo(SigningKey.readPublic(resource("a.pub.pem")));
        assertThat(key.publicPem()).isEqualTo(Files.readString(resource("a.pub.pem")));
    }

    @Test
    void keysOfTwoPairsAreRefused() {
        assertThatThrownBy(() -> SigningKey.read(resource("a.pem"), resource("b.pub.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b.pub.pem is not the public key of")
                .hasMessageEndingWith("a.pem");
    }

    @Test
    void newKeyIsReadBack() throws IOException {
        SigningKey key = SigningKey.generate();
        Path file = Files.writeString(folder.resolve("key"), key.privatePem());
        Path pub = Files.writeString(folder.resolve("key.pub"), key.publicPem());

        assertThat(SigningKey.read(file, pub).publicKey()).isEqualTo(key.publicKey());
        assertThat(SigningKey.read(file, pub).privatePem()).isEqualTo(key.privatePem());
        assertThat(SigningKey.readPublic(pub)).isEqualTo(key.publicKey().getEncoded());
        assertThat(SigningKey.generate().publicKey()).isNotEqualTo(key.publicKey());
    }

    @Test
    void keyOfAnotherKindIsRefused() {
        for (String other : new String[] {"rsa.pem", "ed448.pem"}) {
            assertThatThrownBy(() -> SigningKey.read(resource(other), resource("a.pub.pem")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(other + " holds no Ed25519 private key: ");
        }
        assertThatThrownBy(() -> SigningKey.read(resource("encrypted.pem"), resource("a.pub.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no '-----BEGIN PRIVATE KEY-----'");
        assertThatThrownBy(() -> SigningKey.read(resource("a.pub.pem"), resource("a.pub.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no '-----BEGIN PRIVATE KEY-----'");
        assertThatThrownBy(() -> SigningKey.readPublic(resource("a.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no '-----BEGIN PUBLIC KEY-----'");
    }

    @Test
    void fileThatIsNoKeyIsRefused() throws IOException {
        String pem = Files.readString(resource("a.pem"));
        Map<String, String> broken = Map.of(
                "",
                "has no '-----BEGIN PRIVATE KEY-----'",
                "\u00ff\u00fe\0",
                "has no '-----BEGIN PRIVATE KEY-----'",
                pem.substring(0, 80),
                "has no '-----BEGIN PRIVATE KEY-----' ... '-----END PRIVATE KEY-----'",
                pem.replace("MC4C", "MC5C"),
                "holds no Ed25519 private key",
                pem.replace("MC4C", "MC4"),
                " no ",
                pem.replaceAll("MC4.*\n", ""),
                "holds no Ed25519 private key");
        for (Map.Entry<String, String> entry : broken.entrySet()) {
            Path file = Files.write(folder.resolve("key"), entry.getKey().getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> SigningKey.read(file, resource("a.pub.pem")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(file.toString())
                    .hasMessageContaining(entry.getValue());
            assertThatThrownBy(() -> SigningKey.readPublic(file)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
