package dev.assay.cli.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where an agent node listens for commands about campaigns.
 *
 * @param address loopback unless the file says otherwise: what is sent there is not encrypted
 * @param tokenFile the secret that lets somebody ask
 */
public record ApiSettings(Endpoint address, Path tokenFile) {
    private static final String ROOT = "assay.node.api";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int DEFAULT_PORT = 7_640;

    static Optional<ApiSettings> read(SettingsReader reader) {
        if (!reader.has(ROOT)) {
            return Optional.empty();
        }
        reader.requireKnown(ROOT, List.of("address", "port", "token-file"));
        Endpoint address = new Endpoint(
                NodeSettings.host(reader, ROOT + ".address").orElse(LOOPBACK),
                reader.integer(ROOT + ".port", 0, Endpoint.LAST_PORT, DEFAULT_PORT));
        Optional<String> token = reader.text(ROOT + ".token-file");
        if (token.isEmpty()) {
            reader.problem(
                    ROOT + ".token-file",
                    "is missing: it names the file of the secret that lets somebody ask, made by"
                            + " 'openssl rand -hex 32' and readable by its owner only");
        }
        return token.map(file -> new ApiSettings(address, Path.of(file)));
    }
}
