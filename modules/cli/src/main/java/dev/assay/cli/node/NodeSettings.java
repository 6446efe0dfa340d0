package dev.assay.cli.node;

import com.typesafe.config.Config;
import dev.assay.cli.Home;
import dev.assay.client.device.DeviceSettings;
import dev.assay.client.policy.SitePolicy;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.ledger.journal.PostgresSettings;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.security.TlsFiles;
import dev.assay.runtime.task.OwnedSites;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A cluster node as its file describes it. Paths in the file are relative to the folder that the command is run in.
 *
 * @param name for people, if it has one
 * @param address by which the other nodes reach this one
 * @param bindHost where it listens, if that is not the address, as in a container
 * @param seedNodes by which the cluster is found, in the same order for every node: the first one forms it if there is none
 * @param data folders in which data files are looked for, in this order
 * @param sites those that a client serves, where it does not serve all whose data it finds
 * @param policy of a client: who may train there, and what may leave
 * @param blobs the folder of checkpoints and final models, which all servers share; there is one for a server
 * @param transferPort where other nodes fetch models; 0 = any that is free
 * @param trainingThreads local trainings at a time; 0 = as many as there are cores
 * @param devices what is trained and scored on
 * @param deviceSettings how much at a time, where that is a GPU
 * @param management where health and members are asked for
 * @param joinTimeout how long the node tries to become a member
 * @param ledger there is one for a node that writes events
 * @param api where an agent listens for commands about campaigns, if it does
 * @param expert Pekko's own settings, which go before the shipped ones
 */
public record NodeSettings(
        Set<NodeRole> roles,
        Optional<String> name,
        Endpoint address,
        Optional<String> bindHost,
        List<Endpoint> seedNodes,
        List<Path> data,
        OwnedSites sites,
        SitePolicy policy,
        Optional<Path> blobs,
        int transferPort,
        int trainingThreads,
        DeviceChoice devices,
        DeviceSettings deviceSettings,
        Endpoint management,
        Optional<TlsFiles> tls,
        boolean jsonLogs,
        Duration joinTimeout,
        Optional<PostgresSettings> ledger,
        Optional<ApiSettings> api,
        Config expert) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int DEFAULT_PORT = 25_520;
    private static final int DEFAULT_MANAGEMENT_PORT = 7_626;
    private static final int MOST_THREADS = 256;
    private static final Duration DEFAULT_JOIN_TIMEOUT = Duration.ofMinutes(2);

    private static final String ROOT = "assay.node";
    private static final String LEDGER = "assay.ledger";
    private static final String ADDRESS = "assay.node.address";
    private static final String BIND = "assay.node.bind-address";
    private static final String SEEDS = "assay.node.seed-nodes";
    private static final String DATA = "assay.node.data";
    private static final String SITES = "assay.node.sites";
    private static final String BLOBS = "assay.node.blobs";
    private static final String MANAGEMENT = "assay.node.management";
    private static final String TLS = "assay.node.tls";
    private static final String INSECURE = "assay.node.allow-insecure";

    /** Settings of Pekko that follow from ours, so that a file which names both would not say what it means. */
    private static final Map<String, String> OWNED = Map.ofEntries(
            Map.entry("pekko.remote.artery.transport", TLS),
            Map.entry("pekko.remote.artery.canonical", ADDRESS + " and assay.node.port"),
            Map.entry("pekko.remote.artery.bind", BIND),
            Map.entry("pekko.remote.artery.ssl", TLS),
            Map.entry("pekko.cluster.roles", "--role"),
            Map.entry("pekko.cluster.seed-nodes", SEEDS),
            Map.entry("pekko.management.http.hostname", MANAGEMENT + ".address"),
            Map.entry("pekko.management.http.port", MANAGEMENT + ".port"));

    public NodeSettings {
        roles = Set.copyOf(roles);
        seedNodes = List.copyOf(seedNodes);
        data = List.copyOf(data);
    }

    /**
     * Reads what a node with these roles needs. Looks at the machine for folders and names, and at no other node.
     *
     * @param roles at least one
     * @throws InvalidInput with everything that is wrong
     */
    public static NodeSettings read(Path file, Set<NodeRole> roles) throws InvalidInput {
        SettingsReader reader = SettingsReader.open(file);
        requireKnownKeys(reader);
        String host = host(reader, ADDRESS).orElse(LOOPBACK);
        Endpoint address = new Endpoint(host, reader.integer("assay.node.port", 0, Endpoint.LAST_PORT, DEFAULT_PORT));
        Optional<String> bindHost = host(reader, BIND);
        Optional<TlsFiles> tls = tls(reader);
        boolean insecure = reader.flag(INSECURE);
        requireEncryption(reader, host, bindHost, tls.isPresent() || reader.has(TLS) || insecure);
        NodeSettings settings = new NodeSettings(
                roles,
                reader.text("assay.node.name"),
                address,
                bindHost,
                seedNodes(reader),
                data(reader, roles),
                new OwnedSites(reader.textLists(SITES)),
                PolicySettings.read(reader),
                blobs(reader, roles),
                reader.integer("assay.node.transfer-port", 0, Endpoint.LAST_PORT, 0),
                reader.integer("assay.node.training-threads", 0, MOST_THREADS, 0),
                NodeDevices.choice(reader),
                NodeDevices.settings(reader),
                new Endpoint(
                        host(reader, MANAGEMENT + ".address").orElse(LOOPBACK),
                        reader.integer(MANAGEMENT + ".port", 0, Endpoint.LAST_PORT, DEFAULT_MANAGEMENT_PORT)),
                tls,
                reader.flag("assay.node.json-logs"),
                reader.duration("assay.node.join-timeout", Duration.ofSeconds(1), DEFAULT_JOIN_TIMEOUT),
                ledger(reader, file, roles),
                roles.contains(NodeRole.AGENT) ? ApiSettings.read(reader) : Optional.empty(),
                reader.all().withoutPath("assay.node").withoutPath(LEDGER));
        reader.throwIfAny();
        return settings;
    }

    public boolean is(NodeRole role) {
        return roles.contains(role);
    }

    private static void requireKnownKeys(SettingsReader reader) {
        reader.requireKnown("", List.of("assay", "pekko", "pekko-persistence-jdbc"));
        reader.requireKnown(
                "assay",
                Stream.concat(Stream.of("node", "ledger", "io-dispatcher"), PartSettings.PARTS.stream())
                        .toList());
        PartSettings.check(reader);
        reader.requireKnown(
                ROOT,
                List.of(
                        "name",
                        "address",
                        "port",
                        "bind-address",
                        "seed-nodes",
                        "join-timeout",
                        "data",
                        "sites",
                        "policy",
                        "blobs",
                        "transfer-port",
                        "training-threads",
                        "devices",
                        "management",
                        "api",
                        "tls",
                        "allow-insecure",
                        "json-logs"));
        reader.requireKnown(MANAGEMENT, List.of("address", "port"));
        reader.requireKnown(TLS, List.of("ca", "certificate", "key"));
        OWNED.forEach((path, ours) -> {
            if (reader.has(path)) {
                reader.problem(path, "follows from " + ours + ", and cannot be set beside it");
            }
        });
        if (!reader.has(ROOT)) {
            reader.problem(ROOT, "is missing: it says what the node is, see conf/cluster in the installation");
        }
    }

    static Optional<String> host(SettingsReader reader, String path) {
        return reader.text(
                path, text -> Endpoint.isHost(text) ? Optional.of(text) : Optional.empty(), Endpoint.HOST_RULE);
    }

    private static Optional<TlsFiles> tls(SettingsReader reader) {
        if (!reader.has(TLS)) {
            return Optional.empty();
        }
        List<Optional<Path>> files = new ArrayList<>();
        for (String key : List.of("ca", "certificate", "key")) {
            String path = TLS + "." + key;
            if (!reader.has(path)) {
                reader.problem(path, "is missing: 'assay certs' makes the files");
            }
            files.add(path(reader, path));
        }
        return files.stream().allMatch(Optional::isPresent)
                ? Optional.of(new TlsFiles(
                        files.get(0).get(), files.get(1).get(), files.get(2).get()))
                : Optional.empty();
    }

    /** Whoever reaches an unencrypted node can join it, and then read and write everything. */
    private static void requireEncryption(
            SettingsReader reader, String host, Optional<String> bindHost, boolean allowed) {
        if (isAnyAddress(host)) {
            reader.problem(ADDRESS, "is " + host + ", which no other node can reach; " + BIND + " may be that");
        }
        loopback(reader, ADDRESS, host, allowed);
        bindHost.ifPresent(bind -> loopback(reader, BIND, bind, allowed));
    }

    private static void loopback(SettingsReader reader, String path, String host, boolean allowed) {
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress() && !allowed) {
                reader.problem(
                        path,
                        "is " + host + ", which other machines reach, without encryption: give " + TLS
                                + ", made by 'assay certs'; or, where nobody else is on the network, " + INSECURE
                                + " = true");
            }
        } catch (UnknownHostException e) {
            reader.problem(path, "is " + host + ", which this machine cannot resolve to an address");
        }
    }

    private static boolean isAnyAddress(String host) {
        return host.equals("0.0.0.0") || host.equals("[::]");
    }

    private static List<Endpoint> seedNodes(SettingsReader reader) {
        List<Endpoint> nodes = reader.texts(SEEDS, Endpoint::parse, "HOST:PORT of a node");
        if (!reader.has(SEEDS)) {
            reader.problem(SEEDS, "is missing: it says where the cluster is, such as [\"10.0.0.1:25520\"]");
        } else if (nodes.isEmpty()) {
            reader.problem(SEEDS, "names no node that can be joined");
        }
        return nodes;
    }

    /** What the installation brings is found without being named. */
    private static List<Path> data(SettingsReader reader, Set<NodeRole> roles) {
        List<Path> folders = new ArrayList<>(reader.texts(DATA, NodeSettings::path, "a folder"));
        if (roles.stream().anyMatch(NodeRole::needsData)) {
            folders.stream()
                    .filter(folder -> !Files.isDirectory(folder))
                    .forEach(folder -> reader.problem(DATA, "has '" + folder + "', which is not a folder"));
        }
        folders.addAll(ofInstallation());
        return folders;
    }

    private static List<Path> ofInstallation() {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> profiles = Files.list(Home.folder().resolve("profiles"))) {
            profiles.filter(Files::isDirectory).sorted().forEach(folders::add);
        } catch (IOException e) {
            // An installation without profiles brings no data either.
        }
        folders.add(Home.folder().resolve("data"));
        return folders;
    }

    private static Optional<Path> blobs(SettingsReader reader, Set<NodeRole> roles) {
        Optional<Path> folder = path(reader, BLOBS);
        if (!roles.contains(NodeRole.SERVER)) {
            return folder;
        }
        if (!reader.has(BLOBS)) {
            reader.problem(
                    BLOBS,
                    "is missing: a server keeps checkpoints and final models in a folder that all servers reach");
        }
        folder.filter(given -> Files.exists(given) && !Files.isDirectory(given))
                .ifPresent(given -> reader.problem(BLOBS, "is '" + given + "', which is not a folder"));
        return folder;
    }

    private static Optional<PostgresSettings> ledger(SettingsReader reader, Path file, Set<NodeRole> roles) {
        Optional<NodeRole> writer =
                roles.stream().filter(NodeRole::needsLedger).sorted().findFirst();
        if (writer.isEmpty()) {
            return Optional.empty();
        }
        if (!reader.has(LEDGER)) {
            reader.problem(
                    LEDGER,
                    "is missing: role " + writer.get().word()
                            + " writes events, and in a cluster these go to a PostgreSQL database; include a file such as"
                            + " conf/ledger-postgres.conf");
            return Optional.empty();
        }
        try {
            return Optional.of(PostgresSettings.read(file));
        } catch (InvalidInput e) {
            reader.addAll(e.problems());
            return Optional.empty();
        }
    }

    private static Optional<Path> path(SettingsReader reader, String path) {
        return reader.text(path, NodeSettings::path, "a path");
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
