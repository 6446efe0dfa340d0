package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"simulate", "resume", "ledger", "report", "profile", "data", "campaign", "node", "certs"})
    void namesEveryCommandInTheHelp(String command) {
        InvokedCommand help = InvokedCommand.of("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).containsPattern("(?m)^  " + command + " +[A-Z]");
        assertThat(help.err()).isEmpty();

        InvokedCommand own = InvokedCommand.of(command, "--help");
        assertThat(own.status()).isZero();
        assertThat(own.out()).startsWith("Usage: assay " + command);
        assertThat(InvokedCommand.of("help", command).out()).isEqualTo(own.out());
    }

    @ParameterizedTest
    @CsvSource({
        "ledger, events",
        "ledger, results",
        "ledger, reproduce",
        "ledger, gc",
        "profile, check",
        "profile, list",
        "data, status",
        "campaign, start",
        "campaign, list",
        "campaign, status",
        "campaign, watch",
        "campaign, stop",
        "campaign, pause",
        "campaign, resume"
    })
    void namesEverySubcommandInTheHelp(String command, String subcommand) {
        assertThat(InvokedCommand.of(command, "--help").out()).containsPattern("(?m)^  " + subcommand + " +[A-Z]");
        assertThat(InvokedCommand.of(command, subcommand, "--help").out()).contains("--json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--runs",
                "--name",
                "--seed",
                "--max-candidates",
                "--width",
                "--threads",
                "--device",
                "--data",
                "--set",
                "--parent",
                "--label",
                "--ledger",
                "PROFILE"
            })
    void explainsEveryOptionOfSimulate(String option) {
        assertThat(InvokedCommand.of("simulate", "--help").out()).containsPattern(option + "[ =\\]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                         | a command is missing",
                "ledger                     | events, results",
                "profile                    | check or list",
                "data                       | status, get or checksum",
                "data checksum              | PATH",
                "simulat                    | simulate",
                "simulate --sed 3           | --seed",
                "simulate --no-such-option  | --no-such-option",
                "simulate --seed many       | --seed",
                "simulate --width 1.5       | --width",
                "simulate --device tpu      | auto, cpu, gpu",
                "simulate --max-candidates  | --max-candidates",
                "simulate --set rounds      | --set",
                "simulate digits digits     | digits",
                "simulate --seed 1 --seed 2 | --seed",
                "resume                     | RUN",
                "report                     | RUN",
                "ledger events              | RUN",
                "ledger event x             | event",
                "ledger reproduce r         | CANDIDATE",
                "ledger attach r            | --campaign",
                "ledger attach r --campaign c --ledger f | --blobs",
                "node                       | --role",
                "node --role king --conf f  | server, client, agent",
                "node --role client         | --conf",
                "certs                      | init or issue",
                "certs issue a --dir d      | --host",
                "ledger reproduce r c0 --seed 1 --all-seeds | --all-seeds",
            })
    void refusesWrongUsageAndPointsAtTheHelp(String arguments, String named) {
        InvokedCommand refused =
                InvokedCommand.of((Object[]) (arguments.isEmpty() ? new String[0] : arguments.split(" ")));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .startsWith("assay: ")
                .contains(named, "--help'")
                .doesNotContain("\tat ");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void namesAllBadOptionsAndSettingsAtOnceAndWritesNothing() throws IOException {
        Path runs = folder.resolve("runs");
        InvokedCommand refused = InvokedCommand.of(
                "simulate",
                "--runs",
                runs,
                "--seed",
                "-1",
                "--width",
                "0",
                "--threads",
                "257",
                "--name",
                "../x",
                "--max-candidates",
                "-3",
                "--data",
                folder.resolve("nowhere"),
                "--set",
                "budget.rounds=0",
                "--set",
                "no.such.key=1",
                "--set",
                "program.search.batch=none");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err().lines())
                .anyMatch(line -> line.contains("nothing was written"))
                .anyMatch(line -> line.matches(" *--seed: is -1, must be at least 0"))
                .anyMatch(line -> line.matches(" *--width: is 0, must be 1 to 256"))
                .anyMatch(line -> line.matches(" *--threads: is 257, must be 1 to 256"))
                .anyMatch(line -> line.matches(" *--name: is '../x', must be .*"))
                .anyMatch(line -> line.matches(" *--max-candidates: is -3, must be 0 to 100000"))
                .anyMatch(line -> line.matches(" *--data: is .*nowhere, which is not a folder"))
                .anyMatch(line -> line.contains("no.such.key"))
                .anyMatch(line -> line.contains("budget.rounds: is 0, must be at least 1"))
                .anyMatch(line -> line.contains("search.batch"));
        assertThat(refused.out()).isEmpty();
        assertThat(runs).doesNotExist();
    }

    @Test
    void checksSetValuesAsIfTheyStoodInTheFile() {
        InvokedCommand refused = InvokedCommand.of(
                "simulate", "--runs", folder.resolve("runs"), "--set", "budget.rounds=0", "--set", "metric=beauty");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .containsPattern("profile\\.md:\\d+ budget\\.rounds: .*0")
                .containsPattern("profile\\.md:\\d+ metric: .*beauty");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void namesUnknownProfileTogetherWithBadOptions() {
        InvokedCommand refused =
                InvokedCommand.of("simulate", "nothing", "--runs", folder.resolve("runs"), "--seed", "-1");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("there is no profile 'nothing'", "--seed: is -1");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesRunsFolderThatCannotHoldRuns() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        InvokedCommand refused = InvokedCommand.of("simulate", "--runs", file);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("--runs: is " + file + ", which is not a folder");

        InvokedCommand semicolon = InvokedCommand.of("simulate", "--runs", folder.resolve("a;b"));
        assertThat(semicolon.status()).isEqualTo(2);
        assertThat(semicolon.err()).contains("--runs: is ", "must have no ';'");
        assertThat(folder).isDirectoryContaining("glob:**file").isDirectoryNotContaining("glob:**a;b");
    }

    @Test
    void refusesNameThatIsTaken() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("runs").resolve("taken"));
        InvokedCommand refused = InvokedCommand.of("simulate", "--runs", taken.getParent(), "--name", "taken");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("exists already", "assay resume " + taken, "--name");
        assertThat(taken).isEmptyDirectory();
    }

    @Test
    void subCampaignNeedsBothItsOptionsAndARunToComeFrom() {
        Path runs = folder.resolve("runs");
        assertThat(refused("simulate", "--runs", runs, "--parent", folder))
                .contains("--label: is missing: a sub-campaign needs a name");
        assertThat(refused("simulate", "--runs", runs, "--label", "longer"))
                .contains("--parent: is missing: only a sub-campaign has a label");
        assertThat(refused("simulate", "--runs", runs, "--parent", folder, "--label", "Two Words", "--seed", "-1"))
                .contains("--label: is 'Two Words', must be 1 to 40 of a-z, 0-9 and -", "--seed: is -1");
        assertThat(refused("simulate", "--runs", runs, "--parent", folder, "--label", "longer"))
                .contains("no ledger at " + folder);
        assertThat(folder).isEmptyDirectory();
    }

    private static String refused(Object... arguments) {
        InvokedCommand refused = InvokedCommand.of(arguments);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        return refused.err();
    }

    @Test
    void namesBadWorkOptionsOfResume() {
        InvokedCommand refused = InvokedCommand.of("resume", folder, "--width", "0", "--threads", "-1");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("--width: is 0", "--threads: is -1");
    }
}
