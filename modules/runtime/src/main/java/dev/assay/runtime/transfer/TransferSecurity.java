package dev.assay.runtime.transfer;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Makes connections secure where there is a TLS context: both ends must then show a certificate that the other's context
 * trusts. Which host a certificate names does not matter: who has one is a node of the cluster.
 */
record TransferSecurity(Optional<SSLContext> tls) {
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    /** The connecting end; shakes hands at once. */
    Socket asClient(Socket plain, TransferAddress to) throws IOException {
        return tls.isPresent() ? shakeHands(layered(tls.get(), plain, to.host(), to.port(), true)) : plain;
    }

    /** The accepting end; shakes hands at once. */
    Socket asServer(Socket plain) throws IOException {
        if (tls.isEmpty()) {
            return plain;
        }
        SSLSocket secure = layered(tls.get(), plain, plain.getInetAddress().getHostAddress(), plain.getPort(), false);
        secure.setNeedClientAuth(true);
        return shakeHands(secure);
    }

    private static SSLSocket layered(SSLContext tls, Socket plain, String host, int port, boolean client)
            throws IOException {
        SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
        secure.setUseClientMode(client);
        secure.setEnabledProtocols(PROTOCOLS);
        return secure;
    }

    private static Socket shakeHands(SSLSocket secure) throws IOException {
        secure.startHandshake();
        return secure;
    }
}
