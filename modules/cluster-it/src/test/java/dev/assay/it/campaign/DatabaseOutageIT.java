package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A database server that is away for a while: the campaign pauses, goes on by itself, and is still the only one to write. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(300)
class DatabaseOutageIT {
    private static final String PAUSED = "-- paused: cannot use the ledger: ";
    private static final String GOES_ON = "-- goes on";
    private static final int MOST_LOOKS = 500;

    @TempDir
    Path folder;

    private PostgresServer server;
    private String database;
    private Path settings;

    @BeforeEach
    void startServer() throws IOException, PostgresServer.Unavailable {
        PostgresServer.shared();
        server = PostgresServer.start();
        database = server.newDatabase();
        settings = Files.writeString(
                folder.resolve("ledger.conf"), """
                assay.ledger {
                  port = %d
                  database = %s
                  password = "%s"
                  ssl-mode = disable
                }
                """.formatted(server.port(), database, PostgresServer.PASSWORD));
        try (AssayProcess init = AssayProcess.start(folder, "ledger", "init", "--ledger", settings.toString())) {
            init.expectExit(0);
        }
    }

    @AfterEach
    void endServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void serverThatCrashesInTheMidstOfATrial(UndisturbedRun undisturbed) throws IOException {
        try (AssayProcess process = start()) {
            freezeInMidTrial(process);
            server.crash();
            process.signal("CONT");
            awaitFailedAttempt(process);
            server.restart();
            process.awaitLine(GOES_ON).expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    @Test
    void serverThatIsStoppedTwice(UndisturbedRun undisturbed) throws IOException {
        try (AssayProcess process = start()) {
            for (String after : new String[] {"c000", "-- controls: "}) {
                process.awaitLine(after);
                server.stop();
                awaitFailedAttempt(process);
                server.restart();
                process.awaitLine(GOES_ON);
            }
            process.expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    @Test
    void campaignIsStillTheOnlyWriterAfterAnOutage() throws IOException {
        try (AssayProcess process = SmallCampaign.startLong(folder, "--ledger", settings.toString())) {
            process.awaitLine("c000");
            server.crash();
            process.awaitLine(PAUSED);
            for (String[] command : new String[][] {{"resume", "runs/small"}, {"ledger", "results", "runs/small"}}) {
                try (AssayProcess meanwhile = AssayProcess.start(folder, command)) {
                    assertThat(meanwhile.expectExit(1).errors())
                            .startsWith("assay: the database server at ")
                            .contains("cannot be reached", "ledger.conf, and that the server runs")
                            .doesNotContain("\tat ");
                }
            }
            server.restart();
            process.awaitLine(GOES_ON);
            awaitLock(process);
            try (AssayProcess second = SmallCampaign.resume(folder)) {
                assertThat(second.expectExit(2).errors())
                        .contains("is being written by another process (assay, process " + process.pid() + " from ");
            }
            int rounds = ledger().count(RoundCompleted.class);
            while (ledger().count(RoundCompleted.class) <= rounds) {
                assertThat(process.isAliveAfterMoment()).as(process::transcript).isTrue();
            }
            process.kill();
        }
        try (AssayProcess verify = AssayProcess.start(folder, "ledger", "verify", "runs/small")) {
            verify.expectExit(0);
        }
    }

    /** With the application's own log, which a person sees. */
    private AssayProcess start() {
        return AssayProcess.start(
                Path.of(System.getProperty("java.home")),
                List.of("-Dlogback.configurationFile=logback.xml"),
                folder,
                SmallCampaign.command("--ledger", settings.toString(), "--width", "2"));
    }

    /** Halts the process where the ledger has some rounds of a trial and not all. */
    private void freezeInMidTrial(AssayProcess process) {
        process.awaitLine("c000");
        for (int look = 0; look < MOST_LOOKS; look++) {
            process.signal("STOP");
            if (ledger().isMidTrial(SmallCampaign.ROUNDS)) {
                return;
            }
            process.signal("CONT");
            assertThat(process.isAliveAfterMoment()).as(process::transcript).isTrue();
        }
        throw new AssertionError("no trial was seen between two of its rounds:\n" + process.transcript());
    }

    /**
     * Reads on until an attempt to go on has failed because nobody answers: what fails first is the connection that was open,
     * and without a server an attempt waits seconds for another one.
     */
    private void awaitFailedAttempt(AssayProcess process) {
        process.awaitLine(
                "that the server cannot be reached",
                line -> line.startsWith(PAUSED)
                        && line.contains("Connection to " + PostgresServer.HOST + ":" + server.port() + " refused")
                        && line.contains("start it"));
        assertThat(process.errors()).as("what a person sees beside the pause").doesNotContain("\tat ");
    }

    /** The server has no session but those of the campaign and of this look. */
    private void awaitLock(AssayProcess process) {
        while (!isLocked()) {
            assertThat(process.isAliveAfterMoment()).as(process::transcript).isTrue();
        }
    }

    private boolean isLocked() {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + PostgresServer.HOST + ":" + server.port() + "/" + database,
                        PostgresServer.USER,
                        PostgresServer.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet locks =
                        statement.executeQuery("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted")) {
            return locks.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertFinishedAs(UndisturbedRun undisturbed) {
        Ledger ledger = ledger();
        assertThat(ledger.perTrial(TrialEnded.class).values()).containsOnly(1);
        assertThat(ledger.perTrial(RoundCompleted.class).values()).containsOnly(SmallCampaign.ROUNDS);
        EqualCampaigns.assertEqual(ledger, undisturbed.ledger());
        try (AssayProcess verify = AssayProcess.start(folder, "ledger", "verify", "runs/small")) {
            verify.expectExit(0);
        }
    }

    private Ledger ledger() {
        return Ledger.of(SmallCampaign.run(folder));
    }
}
