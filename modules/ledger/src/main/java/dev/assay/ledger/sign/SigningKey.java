package dev.assay.ledger.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * An Ed25519 key pair. Files are those of OpenSSL: {@code openssl genpkey -algorithm ed25519} writes a private key in PKCS#8,
 * {@code openssl pkey -pubout} its public key, both in PEM.
 */
public final class SigningKey {
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** A new key pair from the system's source of randomness. */
    public static SigningKey generate() {
        try {
            KeyPair pair =
                    KeyPairGenerator.getInstance(LedgerCheckpoint.ALGORITHM).generateKeyPair();
            return new SigningKey(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    /**
     * Reads a key pair. A file of OpenSSL has the private key alone, and the JDK derives no public key from it.
     *
     * @throws IllegalArgumentException with the reason, when the files hold none, or two that do not belong together
     */
    public static SigningKey read(Path privateKey, Path publicKey) throws IOException {
        byte[] der = pem(text(privateKey), PRIVATE, privateKey);
        SigningKey key;
        try {
            KeyFactory keys = KeyFactory.getInstance(LedgerCheckpoint.ALGORITHM);
            key = new SigningKey(
                    keys.generatePrivate(new PKCS8EncodedKeySpec(der)),
                    keys.generatePublic(new X509EncodedKeySpec(readPublic(publicKey))));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(privateKey + " holds no Ed25519 private key: " + e.getMessage(), e);
        }
        if (!key.isPair()) {
            throw new IllegalArgumentException(publicKey + " is not the public key of " + privateKey);
        }
        return key;
    }

    /**
     * Reads a public key, as X.509 in DER.
     *
     * @throws IllegalArgumentException with the reason, when the file holds none
     */
    public static byte[] readPublic(Path file) throws IOException {
        byte[] der = pem(text(file), PUBLIC, file);
        try {
            return KeyFactory.getInstance(LedgerCheckpoint.ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(der))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " holds no Ed25519 public key: " + e.getMessage(), e);
        }
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    public String privatePem() {
        return pem(PRIVATE, privateKey.getEncoded());
    }

    public String publicPem() {
        return pem(PUBLIC, publicKey.getEncoded());
    }

    byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance(LedgerCheckpoint.ALGORITHM);
            signature.initSign(privateKey);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read cannot sign", e);
        }
    }

    private boolean isPair() {
        byte[] probe = PUBLIC.getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(LedgerCheckpoint.ALGORITHM);
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(sign(probe));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    private static byte[] pem(String text, String kind, Path file) {
        String begin = "-----BEGIN " + kind + "-----";
        String end = "-----END " + kind + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(file + " has no '" + begin + "' ... '" + end + "'");
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " has no base64 between its marks", e);
        }
    }
}
