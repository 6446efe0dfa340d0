package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns whose ledger is in PostgreSQL, by the command line: the same as those in a file, and one writer each. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(300)
class DatabaseIT {
    private static final int MOST_KILLS = 8;
    /** Of a service that is no longer run anywhere. */
    private static final int CLOSED_PORT = 1;

    @TempDir
    Path folder;

    private PostgresServer server;
    private Path settings;

    @BeforeEach
    void chooseDatabase() throws IOException {
        server = PostgresServer.shared();
        settings = settings(server.port(), server.newDatabase(), PostgresServer.PASSWORD);
    }

    @Test
    void killedCampaignEndsAsUndisturbedOneInAFile(UndisturbedRun undisturbed) throws IOException {
        assertThat(succeed("ledger", "init", "--ledger", settings.toString()))
                .singleElement()
                .asString()
                .startsWith("created the tables, version 1, in database 'test_");
        Path run = SmallCampaign.run(folder);
        int midTrial = 0;
        for (int kill = 0; kill < MOST_KILLS && midTrial < 2; kill++) {
            try (AssayProcess process = kill == 0
                    ? SmallCampaign.start(folder, "--ledger", settings.toString(), "--width", "2")
                    : SmallCampaign.resume(folder, "--width", "3")) {
                awaitRounds(process, run, rounds(run) + 2);
                process.kill();
            }
            midTrial += Ledger.of(run).isMidTrial(SmallCampaign.ROUNDS) ? 1 : 0;
        }
        assertThat(midTrial).as("kills between two rounds of a trial").isEqualTo(2);

        try (AssayProcess process = SmallCampaign.resume(folder)) {
            process.awaitLine("lift ").expectExit(0);
            assertThat(process.output()).anyMatch(line -> line.startsWith("ledger    campaign 'small' in database"));
        }
        EqualCampaigns.assertEqual(Ledger.of(run), undisturbed.ledger());
        assertThat(run.resolve("ledger.mv.db")).doesNotExist();
        for (List<String> reading : List.of(
                List.of("ledger", "verify", "runs/small"),
                List.of("ledger", "results", "runs/small"),
                List.of("report", "runs/small"))) {
            assertThat(succeed(reading.toArray(String[]::new))).isNotEmpty();
        }
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        try (AssayProcess again = SmallCampaign.start(elsewhere, "--ledger", settings.toString())) {
            assertThat(again.expectExit(2).errors())
                    .contains("there are events already in campaign 'small' in database", "choose another name");
        }
        assertThat(elsewhere.resolve("runs")).doesNotExist();
    }

    @Test
    void secondProcessIsRefusedUntilTheFirstIsGone() throws IOException {
        succeed("ledger", "init", "--ledger", settings.toString());
        Path run = SmallCampaign.run(folder);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createDirectories(SmallCampaign.run(elsewhere));
        try (AssayProcess first = SmallCampaign.startLong(folder, "--ledger", settings.toString())) {
            awaitRounds(first, run, 1);
            Files.copy(run.resolve("ledger.conf"), SmallCampaign.run(elsewhere).resolve("ledger.conf"));
            for (Path from : List.of(folder, elsewhere)) {
                try (AssayProcess second = SmallCampaign.resume(from)) {
                    assertThat(second.expectExit(2).errors())
                            .contains(
                                    "campaign 'small' in database",
                                    "is being written by another process (assay, process " + first.pid() + " from ");
                }
            }
            assertThat(first.isAlive()).isTrue();
            first.kill();
        }
        int rounds = rounds(run);
        try (AssayProcess second = SmallCampaign.resume(folder)) {
            awaitRounds(second, run, rounds + 1);
        }
    }

    @Test
    void databaseThatCannotBeHadIsToldInOneParagraph() throws IOException {
        String name = server.newDatabase();
        List<String> init = List.of("ledger", "init");
        List<String> simulate = SmallCampaign.command();
        Path noTables = settings(server.port(), name, PostgresServer.PASSWORD);
        refused(2, simulate, noTables, "by 'assay ledger init --ledger");
        refused(2, simulate, settings(server.port(), name, "wrong"), "does not let user 'assay' in");
        refused(2, init, settings(server.port(), "nowhere", PostgresServer.PASSWORD), "has no database 'nowhere'");
        refused(1, init, settings(CLOSED_PORT, name, PostgresServer.PASSWORD), "cannot be reached");
        refused(2, init, folder.resolve("none.conf"), "there is no such file");
        Path odd = Files.writeString(folder.resolve("odd.conf"), "assay.ledger {\n  port = many\n  pasword = x\n}\n");
        try (AssayProcess process = AssayProcess.start(folder, "ledger", "init", "--ledger", odd.toString())) {
            assertThat(process.expectExit(2).errors())
                    .contains(
                            "odd.conf:2 assay.ledger.port: is many, must be 1 to 65535",
                            "odd.conf:3 assay.ledger.pasword: is not known");
        }
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void shippedSettingsTakeAllFromTheEnvironment() throws IOException {
        Map<String, String> environment = Map.of(
                "ASSAY_LEDGER_PORT", Integer.toString(server.port()),
                "ASSAY_LEDGER_DATABASE", server.newDatabase(),
                "ASSAY_LEDGER_PASSWORD", PostgresServer.PASSWORD);
        List<String> init = List.of(
                "ledger",
                "init",
                "--ledger",
                AssayProcess.home()
                        .resolve("conf")
                        .resolve("ledger-postgres.conf")
                        .toString());
        for (String done :
                List.of("created the tables, version 1, in database", "nothing to do: the tables are there")) {
            try (AssayProcess process = AssayProcess.start(folder, environment, init)) {
                assertThat(process.expectExit(0).output())
                        .singleElement()
                        .asString()
                        .startsWith(done);
            }
        }
    }

    private void refused(int status, List<String> command, Path with, String message) {
        List<String> whole = Stream.concat(command.stream(), Stream.of("--ledger", with.toString()))
                .toList();
        try (AssayProcess process = AssayProcess.start(folder, whole)) {
            assertThat(process.expectExit(status).errors())
                    .startsWith("assay: ")
                    .contains(message)
                    .doesNotContain("\tat ");
        }
    }

    private List<String> succeed(String... command) {
        try (AssayProcess process = AssayProcess.start(folder, command)) {
            return process.expectExit(0).output();
        }
    }

    private static void awaitRounds(AssayProcess process, Path run, int rounds) {
        while (rounds(run) < rounds) {
            if (!process.isAliveAfterMoment()) {
                process.exitStatus();
                throw new AssertionError("ended before it had " + rounds + " rounds:\n" + process.transcript());
            }
        }
    }

    private static int rounds(Path run) {
        return Files.exists(run.resolve("ledger.conf")) ? Ledger.of(run).count(RoundCompleted.class) : 0;
    }

    private Path settings(int port, String database, String password) throws IOException {
        return Files.writeString(
                Files.createTempFile(folder, "ledger-", ".conf"), """
                assay.ledger {
                  port = %d
                  database = %s
                  password = "%s"
                  ssl-mode = disable
                }
                """.formatted(port, database, password));
    }
}
