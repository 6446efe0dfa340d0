package dev.assay.ledger.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a database server is and who speaks to it, from a file such as {@code conf/ledger-postgres.conf}.
 *
 * @param host a name or an address
 * @param port 1 to 65535
 * @param password empty = none is sent, and the driver looks into the person's {@code .pgpass}
 * @param sslMode the driver's word for how far the connection is encrypted and the server is checked
 * @param file where the settings were read from
 */
public record PostgresSettings(
        String host, int port, String database, String user, Optional<String> password, String sslMode, Path file) {
    /** The environment's password goes before any file's. */
    static final String PASSWORD_VARIABLE = "ASSAY_LEDGER_PASSWORD";

    static final String ROOT = "assay.ledger";
    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final int DEFAULT_PORT = 5432;
    private static final String DEFAULT_NAME = "assay";
    private static final String DEFAULT_SSL = "prefer";
    private static final Set<String> KEYS = Set.of("host", "port", "database", "user", "password", "ssl-mode");
    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");

    /** A settings file, with what stands in the environment put in. */
    public static PostgresSettings read(Path file) throws InvalidInput {
        return of(parse(file), file, Set.of());
    }

    /** @param more keys that may stand there as well */
    static PostgresSettings of(Config settings, Path file, Set<String> more) throws InvalidInput {
        List<Problem> problems = new ArrayList<>();
        settings.root().forEach((key, value) -> {
            if (!KEYS.contains(key) && !more.contains(key)) {
                problems.add(problem(
                        file,
                        key,
                        value,
                        "is not known; allowed are " + KEYS.stream().sorted().toList()));
            }
        });
        String host = text(settings, "host", DEFAULT_HOST, file, problems);
        if (!HOST.matcher(host).matches()) {
            problems.add(problem(
                    file, "host", settings.getValue("host"), "is '" + host + "', must be a name or an address"));
        }
        String sslMode = text(settings, "ssl-mode", DEFAULT_SSL, file, problems);
        if (!SSL_MODES.contains(sslMode)) {
            problems.add(problem(
                    file,
                    "ssl-mode",
                    settings.getValue("ssl-mode"),
                    "is '" + sslMode + "', must be one of " + SSL_MODES));
        }
        int port = port(settings, file, problems);
        String database = text(settings, "database", DEFAULT_NAME, file, problems);
        String user = text(settings, "user", DEFAULT_NAME, file, problems);
        Optional<String> password =
                Optional.of(text(settings, "password", "", file, problems)).filter(given -> !given.isEmpty());
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return new PostgresSettings(host, port, database, user, password, sslMode, file);
    }

    /** The object {@code assay.ledger} of a file. */
    static Config parse(Path file) throws InvalidInput {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInput(List.of(new Problem(file.toString(), 0, "", "", "there is no such file")));
        }
        try {
            Config whole = ConfigFactory.parseFile(file.toFile()).resolve();
            if (!whole.hasPath(ROOT)) {
                throw new InvalidInput(List.of(
                        new Problem(file.toString(), 0, ROOT, "", "is missing: it says where the database is")));
            }
            return whole.getConfig(ROOT);
        } catch (ConfigException e) {
            throw new InvalidInput(List.of(new Problem(
                    file.toString(),
                    e.origin() == null ? 0 : Math.max(0, e.origin().lineNumber()),
                    "",
                    "",
                    e.getMessage())));
        }
    }

    PostgresSettings withPassword(Optional<String> other) {
        return new PostgresSettings(host, port, database, user, other, sslMode, file);
    }

    /** The server, for people. */
    String server() {
        return host + ":" + port;
    }

    /** Without the password. A server that is gone is noticed within a minute, also when it goes without a word. */
    String url() {
        return "jdbc:postgresql://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/"
                + encoded(database)
                + "?sslmode=" + sslMode
                + "&connectTimeout=10&socketTimeout=60&tcpKeepAlive=true&reWriteBatchedInserts=true&ApplicationName="
                + encoded(applicationName());
    }

    /** How the server's administrator, and another process that wants the same campaign, sees this one. */
    static String applicationName() {
        return "assay, process " + ProcessHandle.current().pid();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "database '" + database + "' of user '" + user + "' at " + server();
    }

    private static String text(Config settings, String key, String absent, Path file, List<Problem> problems) {
        if (!settings.hasPath(key)) {
            return absent;
        }
        ConfigValue value = settings.getValue(key);
        if (value instanceof ConfigObject || value.unwrapped() instanceof List) {
            problems.add(problem(file, key, value, "must be a text"));
            return absent;
        }
        return value.unwrapped().toString();
    }

    private static int port(Config settings, Path file, List<Problem> problems) {
        String text = text(settings, "port", Integer.toString(DEFAULT_PORT), file, problems);
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other wrong port.
        }
        problems.add(problem(file, "port", settings.getValue("port"), "is " + text + ", must be 1 to 65535"));
        return DEFAULT_PORT;
    }

    private static Problem problem(Path file, String key, ConfigValue value, String message) {
        return new Problem(file.toString(), Math.max(0, value.origin().lineNumber()), ROOT + "." + key, "", message);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
