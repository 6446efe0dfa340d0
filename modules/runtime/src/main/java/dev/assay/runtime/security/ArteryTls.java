package dev.assay.runtime.security;

import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import scala.Option;

/** {@link NodeTls} for Pekko's own connections between nodes, with transport {@code tls-tcp}. */
public final class ArteryTls implements SSLEngineProvider {
    private final NodeTls tls;

    private ArteryTls(NodeTls tls) {
        this.tls = tls;
    }

    /** What an actor system is created with, so that it takes its engines from here. */
    public static SSLEngineProviderSetup setup(NodeTls tls) {
        return SSLEngineProviderSetup.create(system -> new ArteryTls(tls));
    }

    @Override
    public SSLEngine createServerSSLEngine(String host, int port) {
        return engine(host, port, false, NodeTls::serverParameters);
    }

    @Override
    public SSLEngine createClientSSLEngine(String host, int port) {
        return engine(host, port, true, NodeTls::clientParameters);
    }

    /** The handshake has checked everything: certificates of both sides, and the host. */
    @Override
    public Option<Throwable> verifyClientSession(String host, SSLSession session) {
        return Option.empty();
    }

    /** As {@link #verifyClientSession}. */
    @Override
    public Option<Throwable> verifyServerSession(String host, SSLSession session) {
        return Option.empty();
    }

    private SSLEngine engine(String host, int port, boolean client, Function<NodeTls, SSLParameters> parameters) {
        SSLEngine engine = tls.context().createSSLEngine(host, port);
        engine.setUseClientMode(client);
        engine.setSSLParameters(parameters.apply(tls));
        return engine;
    }
}
