package dev.assay.testkit.postgres;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL server on a free port of the loopback address, in a temporary folder, with nothing of the machine's own
 * servers. It runs as user {@code postgres} where the tests run as root, which the server refuses to be. It ends when it is
 * closed, or when the process that started it ends, however that does.
 */
public final class PostgresServer implements AutoCloseable {
    /** The user that owns everything. */
    public static final String USER = "assay";

    /** Not a secret: the server is reached from this machine only, while a test runs. */
    public static final String PASSWORD = "only for tests";

    public static final String HOST = "127.0.0.1";

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String SYSTEM_USER = "postgres";
    private static final String READY = "database system is ready to accept connections";
    private static final int PORT_ATTEMPTS = 5;
    private static final long STOP_SECONDS = 30;
    /** What a server that is starting up says to a client that cannot wait: its own troubles read otherwise. */
    private static final String NOT_YET = "FATAL:  the database system is ";
    /**
     * Stops the server when its standard input ends, as it does with the process at the other end, or when a line of it says
     * by which signal.
     */
    private static final String GUARD =
            "\"$@\" 2>&1 </dev/null & server=$!; read -r how; kill -${how:-INT} $server; wait $server";

    private static PostgresServer shared;
    private static Optional<String> whyNot = Optional.empty();

    private final Path programs;
    private final Path folder;
    private int port;
    private Process process;
    private int databases;

    private PostgresServer(Path programs, Path folder) {
        this.programs = programs;
        this.folder = folder;
    }

    /** The server of this JVM's tests, started by the first that asks; where none can be had, the test is skipped. */
    public static synchronized PostgresServer shared() {
        if (shared == null && whyNot.isEmpty()) {
            try {
                shared = start();
                Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "stop-postgres"));
            } catch (Unavailable e) {
                whyNot = Optional.of(e.getMessage());
            }
        }
        whyNot.ifPresent(reason -> System.err.println("SKIPPED, no PostgreSQL: " + reason));
        assumeThat(whyNot).as("why there is no PostgreSQL").isEmpty();
        return shared;
    }

    /** A server of its own, which a test may stop. */
    public static PostgresServer start() throws Unavailable {
        Path programs = programs();
        try {
            Path folder = Files.createTempDirectory("assay-postgres-");
            PostgresServer server = new PostgresServer(programs, folder);
            try {
                server.create();
                server.run();
                return server;
            } catch (Unavailable | IOException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new Unavailable("it cannot be started: " + e);
        }
    }

    public int port() {
        return port;
    }

    /** Creates an empty database, and gives its name. */
    public synchronized String newDatabase() {
        databases++;
        String name = "test_" + databases;
        try {
            Process created = process(
                    List.of(),
                    programs.resolve("createdb").toString(),
                    "--host=" + HOST,
                    "--port=" + port,
                    "--username=" + USER,
                    "--no-password",
                    name);
            String output = output(created);
            if (created.waitFor() != 0) {
                throw new IllegalStateException("createdb: " + output);
            }
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it again, on the same port and with the same databases. */
    public void restart() throws IOException {
        if (!ready(port)) {
            throw new IOException("port " + port + " was taken meanwhile");
        }
    }

    /** Ends the server as its administrator does, who tells each client; its databases stay, for a {@link #restart}. */
    public void stop() {
        end("INT");
    }

    /** Ends the server as a crash does: no client is told, and the {@link #restart} recovers its databases from its log. */
    public void crash() {
        end("QUIT");
    }

    private void end(String signal) {
        if (process == null) {
            return;
        }
        try (Writer guard = process.outputWriter()) {
            guard.write(signal + "\n");
        } catch (IOException e) {
            // The guard has ended before.
        }
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    @Override
    public synchronized void close() {
        stop();
        try {
            delete(folder);
        } catch (IOException e) {
            System.err.println("cannot remove " + folder + ": " + e);
        }
    }

    private void create() throws IOException, Unavailable {
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SYSTEM_USER));
        }
        Path password = folder.resolve("password");
        Files.writeString(password, PASSWORD);
        if (isRoot()) {
            Files.setOwner(password, Files.getOwner(folder));
        }
        Process created = process(
                asServer(),
                programs.resolve("initdb").toString(),
                "--pgdata=" + data(),
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale");
        String output = output(created);
        try {
            if (created.waitFor() != 0) {
                throw new Unavailable("initdb failed: " + output);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run() throws IOException, Unavailable {
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
                port = free.getLocalPort();
            }
            if (ready(port)) {
                return;
            }
        }
        throw new Unavailable("the server ends as soon as it is started");
    }

    /** Starts the server, and reads its log until it accepts connections; false if it ends before. */
    private boolean ready(int onPort) throws IOException {
        process = process(
                asServer(),
                "sh",
                "-c",
                GUARD,
                "guard",
                programs.resolve("postgres").toString(),
                "-D",
                data().toString(),
                "-p",
                Integer.toString(onPort),
                "-c",
                "listen_addresses=" + HOST,
                "-c",
                "unix_socket_directories=");
        BufferedReader log = process.inputReader();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains(READY)) {
                Thread rest = new Thread(() -> log.lines().forEach(ignored -> {}), "log of the database server");
                rest.setDaemon(true);
                rest.start();
                return true;
            }
            if (line.contains("FATAL") && !line.contains(NOT_YET)) {
                stop();
                return false;
            }
        }
        stop();
        return false;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Process process(List<String> prefix, String... command) throws IOException {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(List.of(command));
        ProcessBuilder builder =
                new ProcessBuilder(whole).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", PASSWORD);
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private static String output(Process process) throws IOException {
        process.getOutputStream().close();
        try (BufferedReader reader = process.inputReader()) {
            return reader.lines().collect(Collectors.joining("\n"));
        }
    }

    private static List<String> asServer() {
        return isRoot() ? List.of("runuser", "-u", SYSTEM_USER, "--") : List.of();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Debian keeps each version's programs in a folder of its own; elsewhere they are on the path. */
    private static Path programs() throws Unavailable {
        List<Path> candidates = new ArrayList<>();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.sorted(Comparator.comparingInt(PostgresServer::version).reversed())
                        .forEach(version -> candidates.add(version.resolve("bin")));
            } catch (IOException e) {
                throw new Unavailable(DEBIAN + " cannot be read: " + e);
            }
        }
        for (String folder :
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1)) {
            candidates.add(Path.of(folder));
        }
        return candidates.stream()
                .filter(folder -> Files.isExecutable(folder.resolve("initdb"))
                        && Files.isExecutable(folder.resolve("postgres"))
                        && Files.isExecutable(folder.resolve("createdb")))
                .findFirst()
                .orElseThrow(() -> new Unavailable("its programs initdb, postgres and createdb are neither in " + DEBIAN
                        + " nor on the path; Debian's package is called postgresql"));
    }

    private static int version(Path folder) {
        String name = folder.getFileName().toString();
        return name.matches("[0-9]{1,4}") ? Integer.parseInt(name) : 0;
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Why there is no server. */
    public static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        Unavailable(String reason) {
            super(reason);
        }
    }
}
