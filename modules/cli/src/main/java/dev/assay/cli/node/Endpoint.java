package dev.assay.cli.node;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something listens.
 *
 * @param host a name or an address; an IPv6 address stands in brackets
 * @param port 0 to 65535; 0 = any that is free
 */
public record Endpoint(String host, int port) {
    static final int LAST_PORT = 65_535;
    static final String HOST_RULE = "a host name or an address, an IPv6 address in brackets";
    private static final String HOST = "[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]";
    private static final Pattern ENDPOINT = Pattern.compile("(" + HOST + "):([0-9]{1,5})");

    static boolean isHost(String text) {
        return text.matches(HOST);
    }

    /** {@code HOST:PORT}; empty if it is something else. */
    static Optional<Endpoint> parse(String text) {
        Matcher matcher = ENDPOINT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(2));
        return port > 0 && port <= LAST_PORT ? Optional.of(new Endpoint(matcher.group(1), port)) : Optional.empty();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
