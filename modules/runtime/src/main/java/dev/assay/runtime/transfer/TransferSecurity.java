package dev.assay.runtime.transfer;

import dev.assay.runtime.security.NodeTls;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Makes connections secure where there are certificates, as between the nodes' actors: each end shows one that an authority of
 * the cluster has signed, and the one that connects checks that the other's is for the host that it asked for.
 */
record TransferSecurity(Optional<NodeTls> tls) {
    /** The connecting end; shakes hands at once. */
    Line asClient(SocketChannel plain, TransferAddress to) throws IOException {
        return tls.isEmpty()
                ? Line.plain(plain)
                : shakeHands(
                        layered(plain, to.host(), to.port()), true, tls.get().clientParameters());
    }

    /** The accepting end; shakes hands at once. */
    Line asServer(SocketChannel plain) throws IOException {
        Socket socket = plain.socket();
        return tls.isEmpty()
                ? Line.plain(plain)
                : shakeHands(
                        layered(plain, socket.getInetAddress().getHostAddress(), socket.getPort()),
                        false,
                        tls.get().serverParameters());
    }

    private SSLSocket layered(SocketChannel plain, String host, int port) throws IOException {
        return (SSLSocket)
                tls.orElseThrow().context().getSocketFactory().createSocket(plain.socket(), host, port, true);
    }

    private static Line shakeHands(SSLSocket secure, boolean client, SSLParameters parameters) throws IOException {
        secure.setUseClientMode(client);
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return Line.secure(secure);
    }
}
