package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A machine that does not let a campaign write makes it pause, and changes nothing of what it comes to. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(300)
class PauseIT {
    private static final String PAUSED = "-- paused: ";
    private static final String GOES_ON = "-- goes on";

    @TempDir
    Path folder;

    /** No file may get longer, as on a full disk: the journal fails in the middle of a commit, and H2 closes it. */
    @Test
    void fullDiskUnderTheJournal(UndisturbedRun undisturbed) throws IOException {
        assumeTrue(FileSizeLimit.isThere(), "prlimit, of util-linux, is not there: nothing makes writes fail");
        Path run = SmallCampaign.run(folder);
        try (AssayProcess process = SmallCampaign.start(folder, "--width", "2")) {
            process.awaitLine("c000");
            FileSizeLimit.set(process, Files.size(H2Journal.file(run)) + 4096);
            process.awaitLine(PAUSED + "cannot use the ledger: File too large");
            try (AssayProcess second = SmallCampaign.resume(folder)) {
                second.expectExit(2);
                assertThat(second.errors()).contains("is open in another process");
            }
            FileSizeLimit.lift(process);
            process.awaitLine(GOES_ON).expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    @Test
    void stopsCleanlyWhileTheJournalFailsAndGoesOnWithTheNextResume(UndisturbedRun undisturbed) throws IOException {
        assumeTrue(FileSizeLimit.isThere(), "prlimit, of util-linux, is not there: nothing makes writes fail");
        try (AssayProcess process = SmallCampaign.start(folder, "--width", "2")) {
            process.awaitLine("c000");
            FileSizeLimit.set(process, Files.size(H2Journal.file(SmallCampaign.run(folder))) + 4096);
            process.awaitLine(PAUSED + "cannot use the ledger").signal("TERM");
            assertSaysHowToGoOn(process);
        }
        try (AssayProcess process = SmallCampaign.resume(folder)) {
            process.expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    /** Every file may only have a few bytes: no checkpoint can be written either. */
    @Test
    void fullDiskUnderEverything(UndisturbedRun undisturbed) {
        assumeTrue(FileSizeLimit.isThere(), "prlimit, of util-linux, is not there: nothing makes writes fail");
        try (AssayProcess process = SmallCampaign.start(folder, "--width", "2")) {
            process.awaitLine("c000");
            FileSizeLimit.set(process, 1024);
            process.awaitLine(PAUSED);
            FileSizeLimit.lift(process);
            process.awaitLine(GOES_ON).expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    @Test
    void folderOfTheBlobsThatIsGoneForAWhile(UndisturbedRun undisturbed) throws IOException {
        Path blobs = SmallCampaign.run(folder).resolve("blobs");
        Path away = folder.resolve("away");
        try (AssayProcess process = SmallCampaign.start(folder, "--width", "2")) {
            process.awaitLine("c000");
            Files.move(blobs, away);
            Files.createFile(blobs);
            process.awaitLine(PAUSED + "cannot write runs/small/blobs/");
            Files.delete(blobs);
            Files.move(away, blobs);
            process.awaitLine(GOES_ON).expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    @Test
    void stopsCleanlyWhileItPausesAndGoesOnWithTheNextResume(UndisturbedRun undisturbed) throws IOException {
        Path blobs = SmallCampaign.run(folder).resolve("blobs");
        Path away = folder.resolve("away");
        try (AssayProcess process = SmallCampaign.start(folder)) {
            process.awaitLine("c000");
            Files.move(blobs, away);
            Files.createFile(blobs);
            process.awaitLine(PAUSED).signal("TERM");
            assertSaysHowToGoOn(process);
        }
        try (AssayProcess process = SmallCampaign.resume(folder)) {
            process.awaitLine(PAUSED + "cannot ");
            Files.delete(blobs);
            Files.move(away, blobs);
            process.awaitLine(GOES_ON).expectExit(0);
        }
        assertFinishedAs(undisturbed);
    }

    @Test
    void reportThatCannotBeWrittenIsMadeAgain(UndisturbedRun undisturbed) throws IOException {
        Path report = SmallCampaign.run(folder).resolve("report.md");
        try (AssayProcess process = SmallCampaign.start(folder)) {
            process.awaitLine("c000");
            Files.createDirectory(report);
            Files.createFile(report.resolve("in the way"));
            process.expectExit(1);
            assertThat(process.errors())
                    .contains("the report cannot be written")
                    .contains("assay report runs/" + SmallCampaign.NAME);
        }
        Files.delete(report.resolve("in the way"));
        Files.delete(report);
        try (AssayProcess process = AssayProcess.start(folder, "report", "runs/" + SmallCampaign.NAME)) {
            process.expectExit(0);
        }
        assertThat(report).isNotEmptyFile();
        assertFinishedAs(undisturbed);
    }

    private static void assertSaysHowToGoOn(AssayProcess stopped) {
        List<String> output = stopped.expectExit(143).output();
        assertThat(output.get(output.size() - 1)).contains("assay resume runs/" + SmallCampaign.NAME);
    }

    private void assertFinishedAs(UndisturbedRun undisturbed) {
        Ledger ledger = Ledger.of(SmallCampaign.run(folder));
        assertThat(ledger.perTrial(TrialEnded.class).values()).containsOnly(1);
        assertThat(ledger.perTrial(RoundCompleted.class).values()).containsOnly(SmallCampaign.ROUNDS);
        EqualCampaigns.assertEqual(ledger, undisturbed.ledger());
    }
}
