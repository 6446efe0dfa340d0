package dev.assay.runtime.transfer;

/**
 * Where a node serves its vectors.
 *
 * @param host name or address by which other nodes reach it, at most {@value #LONGEST_HOST} characters
 * @param port 1 to 65,535
 * @param incarnation tells the node from one that had the port before it, or has it later: what one has announced, the other
 *     is not asked for
 */
public record TransferAddress(String host, int port, long incarnation) {
    private static final int LONGEST_HOST = 255;
    private static final int LAST_PORT = 65_535;

    public TransferAddress {
        if (host.isBlank() || host.length() > LONGEST_HOST) {
            throw new IllegalArgumentException(
                    "a host of " + host.length() + " characters, must be 1 to " + LONGEST_HOST);
        }
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("port " + port + ", must be 1 to " + LAST_PORT);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
