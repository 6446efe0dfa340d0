package dev.assay.runtime.security;

import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS between nodes, both sides with a certificate: of whoever connects and whoever is connected to, each shows one that an
 * authority of the cluster has signed, and the one that connects also checks that the other's is for the host it asked for.
 * Only the files' authorities count, none of the machine's. There is no list of revoked certificates: who is to be shut out
 * before a certificate ends is shut out by a new authority.
 */
public final class NodeTls {
    private static final String PROTOCOL = "TLSv1.3";
    private static final String OWN = "own";
    private static final char[] NO_PASSWORD = new char[0];
    /** A signature of the key for each kind that the files may have. */
    private static final Map<String, String> SIGNATURES =
            Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

    private final SSLContext context;

    private NodeTls(SSLContext context) {
        this.context = context;
    }

    /**
     * Reads a node's files, and checks that they fit together.
     *
     * @param now when the certificates must be valid
     * @throws InvalidInput with every file that cannot be used, and why
     */
    public static NodeTls read(TlsFiles files, Instant now) throws InvalidInput {
        List<Problem> problems = new ArrayList<>();
        Optional<List<X509Certificate>> authorities = read(files.ca(), PemFile::certificates, problems);
        Optional<List<X509Certificate>> chain = read(files.certificate(), PemFile::certificates, problems);
        Optional<PrivateKey> key = read(files.key(), PemFile::privateKey, problems);
        if (authorities.isPresent() && chain.isPresent()) {
            flaw(chain.get(), authorities.get(), files.ca(), now)
                    .ifPresent(flaw -> problems.add(problem(files.certificate(), flaw)));
        }
        if (chain.isPresent()
                && key.isPresent()
                && !belong(key.get(), chain.get().get(0))) {
            problems.add(problem(files.key(), "is not the key of the certificate " + files.certificate()));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return new NodeTls(context(authorities.orElseThrow(), chain.orElseThrow(), key.orElseThrow()));
    }

    /** For sockets and engines, which must be given {@link #serverParameters} or {@link #clientParameters}. */
    public SSLContext context() {
        return context;
    }

    /** Of the side that is connected to: a peer without a certificate is refused. */
    public SSLParameters serverParameters() {
        SSLParameters parameters = parameters();
        parameters.setNeedClientAuth(true);
        return parameters;
    }

    /** Of the side that connects: a peer whose certificate is for another host is refused. */
    public SSLParameters clientParameters() {
        SSLParameters parameters = parameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    private SSLParameters parameters() {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(new String[] {PROTOCOL});
        return parameters;
    }

    private interface Reader<T> {
        T read(Path file) throws IOException;
    }

    private static <T> Optional<T> read(Path file, Reader<T> reader, List<Problem> problems) {
        try {
            return Optional.of(reader.read(file));
        } catch (IllegalArgumentException e) {
            problems.add(problem(file, e.getMessage()));
        } catch (IOException e) {
            problems.add(problem(file, "cannot be read: " + e));
        }
        return Optional.empty();
    }

    private static Problem problem(Path file, String message) {
        return new Problem(file.toString(), 0, "", "", message);
    }

    /** Why no peer would take the certificate, if so. */
    private static Optional<String> flaw(
            List<X509Certificate> chain, List<X509Certificate> authorities, Path ca, Instant now) {
        X509Certificate own = chain.get(0);
        if (now.isAfter(own.getNotAfter().toInstant())) {
            return Optional.of("ended at " + own.getNotAfter().toInstant() + ": issue a new one");
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            return Optional.of("begins at " + own.getNotBefore().toInstant() + " only: look at this machine's clock");
        }
        try {
            PKIXParameters trust = new PKIXParameters(trustStore(authorities));
            trust.setRevocationEnabled(false);
            trust.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), trust);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            return Optional.of(
                    "is not one that an authority of " + ca + " has signed: " + e.getMessage() + "; those are "
                            + authorities.stream()
                                    .map(authority ->
                                            authority.getSubjectX500Principal().getName())
                                    .collect(Collectors.joining(", ")));
        } catch (GeneralSecurityException e) {
            return Optional.of("cannot be checked: " + e.getMessage());
        }
    }

    private static boolean belong(PrivateKey key, X509Certificate certificate) {
        byte[] probe = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(key.getAlgorithm(), "none"));
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static SSLContext context(List<X509Certificate> authorities, List<X509Certificate> chain, PrivateKey key) {
        try {
            KeyStore own = empty();
            own.setKeyEntry(OWN, key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, NO_PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trustStore(authorities));
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keys and certificates that were checked cannot be used", e);
        }
    }

    private static KeyStore trustStore(List<X509Certificate> authorities) throws GeneralSecurityException {
        KeyStore store = empty();
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("a store that is read from nowhere", e);
        }
        return store;
    }
}
