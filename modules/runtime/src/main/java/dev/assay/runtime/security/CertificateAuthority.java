package dev.assay.runtime.security;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The authority of one cluster: whoever has its key can let nodes in. Keys are of the curve P-256. A certificate's number is a
 * digest of its public key, so that no two are alike and none need be written down.
 */
public final class CertificateAuthority {
    /** How long an authority's own certificate is valid. */
    public static final Duration LIFETIME = Duration.ofDays(3_650);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BYTES = 16;
    /** Clocks of the machines may differ by so much. */
    private static final Duration EARLIER = Duration.ofMinutes(10);

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final X509Certificate certificate;
    private final PrivateKey key;

    private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * A certificate and its private key, both as PEM.
     *
     * @param end when the certificate ends
     */
    public record Issued(String certificate, String key, Instant end) {}

    /** A new authority. */
    public static CertificateAuthority create(String name, Instant now) {
        KeyPair pair = newKeys();
        X500Name subject = named(name);
        try {
            X509v3CertificateBuilder builder =
                    builder(subject, subject, pair.getPublic(), now, LIFETIME, pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new CertificateAuthority(signed(builder, pair.getPrivate()), pair.getPrivate());
        } catch (CertIOException e) {
            throw new IllegalStateException("extensions that are always the same cannot be encoded", e);
        }
    }

    /**
     * Reads an authority's files.
     *
     * @throws IllegalArgumentException with the reason, when they do not hold one
     */
    public static CertificateAuthority read(Path certificate, Path key) throws IOException {
        X509Certificate own =
                at(certificate, () -> PemFile.certificates(certificate).get(0));
        if (own.getBasicConstraints() < 0) {
            throw new IllegalArgumentException(certificate + " is a node's certificate, not an authority's");
        }
        return new CertificateAuthority(own, at(key, () -> PemFile.privateKey(key)));
    }

    /** Its own certificate and key. */
    public Issued own() {
        return new Issued(
                PemFile.text(certificate),
                PemFile.text(key),
                certificate.getNotAfter().toInstant());
    }

    /**
     * A certificate for a node, which connects by it and is connected to by it.
     *
     * @param hosts names and addresses by which other nodes reach it, at least one
     * @param lifetime from now; it ends no later than the authority's own
     */
    public Issued issue(String name, List<String> hosts, Instant now, Duration lifetime) {
        KeyPair pair = newKeys();
        try {
            X509v3CertificateBuilder builder = builder(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                    named(name),
                    pair.getPublic(),
                    now,
                    capped(now, lifetime),
                    certificate.getPublicKey());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(hosts.stream()
                            .map(CertificateAuthority::alternative)
                            .toArray(GeneralName[]::new)));
            X509Certificate issued = signed(builder, key);
            return new Issued(
                    PemFile.text(issued),
                    PemFile.text(pair.getPrivate()),
                    issued.getNotAfter().toInstant());
        } catch (CertIOException e) {
            throw new IllegalArgumentException("hosts that cannot be put into a certificate: " + hosts, e);
        }
    }

    private Duration capped(Instant now, Duration lifetime) {
        Duration left = Duration.between(now, certificate.getNotAfter().toInstant());
        if (left.isNegative()) {
            throw new IllegalArgumentException("the authority's certificate ended at "
                    + certificate.getNotAfter().toInstant() + ": make a new authority");
        }
        return left.compareTo(lifetime) < 0 ? left : lifetime;
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T at(Path file, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " " + e.getMessage(), e);
        }
    }

    private static GeneralName alternative(String host) {
        return new GeneralName(ADDRESS.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static X500Name named(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "assay")
                .addRDN(BCStyle.CN, name)
                .build();
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey own, Instant now, Duration lifetime, PublicKey issuing)
            throws CertIOException {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer, serial(own), Date.from(now.minus(EARLIER)), Date.from(now.plus(lifetime)), subject, own);
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(own));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuing));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-1, by which keys are numbered", e);
        }
        return builder;
    }

    private static BigInteger serial(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return new BigInteger(1, Arrays.copyOf(digest, SERIAL_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalArgumentException("the authority's key cannot sign: " + e.getMessage(), e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has the curve P-256", e);
        }
    }
}
