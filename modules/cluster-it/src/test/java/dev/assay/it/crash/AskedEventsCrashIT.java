package dev.assay.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.ThreadReference;
import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.EqualCampaigns;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills around the events that somebody asks for while a campaign runs, or after it: a stop, a look at the hold-out. Only with
 * {@code -Dassay.crash.kills}: it takes a minute or more.
 */
@EnabledIfSystemProperty(named = "assay.crash.kills", matches = "[0-9]+")
@Timeout(1200)
class AskedEventsCrashIT {
    @TempDir
    Path folder;

    private final KillTable table = new KillTable(System.out);

    @AfterEach
    void print() {
        table.wentOn("");
        System.out.println(table.kills() + " kills");
    }

    @Test
    void stopIsStoredOnceWhereverItIsKilled() throws IOException {
        Ledger calm = stopped("calm", List.of());
        Ledger crashed = stopped(
                "crashed", List.of(KillPoints.before(StopRequested.class), KillPoints.after(StopRequested.class)));
        assertThat(crashed.count(StopRequested.class)).isEqualTo(1);
        EqualCampaigns.assertEqual(crashed, calm);
    }

    /** A look at the hold-out that was killed may have seen it: so each is in the ledger, and scores are never made up. */
    @Test
    void everyOpeningOfTheHoldOutIsInTheLedgerWhereverItIsKilled() throws IOException {
        try (AssayProcess process = AssayProcess.start(folder, SmallCampaign.command(0))) {
            process.expectExit(0);
        }
        Ledger finished = Ledger.of(SmallCampaign.run(folder));
        int opened = finished.count(HoldOutOpened.class);

        open(Optional.of(KillPoints.before(HoldOutOpened.class)), 1);
        assertThat(ledger().count(HoldOutOpened.class)).isEqualTo(opened);
        open(Optional.of(KillPoints.afterAsked(HoldOutOpened.class)), 1);
        assertThat(ledger().count(HoldOutOpened.class)).isEqualTo(opened + 1);
        open(Optional.of(KillPoints.before(HoldOutScored.class)), 1);
        assertThat(ledger().count(HoldOutOpened.class)).isEqualTo(opened + 2);
        assertThat(ledger().count(HoldOutScored.class)).isZero();
        open(Optional.of(KillPoints.afterAsked(HoldOutScored.class)), 2);
        assertThat(ledger().count(HoldOutScored.class)).isEqualTo(1);
        open(Optional.empty(), 0);

        List<HoldOutScored> scored = ledger().all(HoldOutScored.class);
        assertThat(scored).hasSize(2);
        assertThat(scored.get(0).scores()).isNotEmpty().isEqualTo(scored.get(1).scores());
        assertThat(ledger().count(HoldOutOpened.class)).isEqualTo(opened + 4);
        assertThat(ledger().trials()).isEqualTo(finished.trials());
        IntactLedger.assertIntact(SmallCampaign.run(folder));
    }

    /** Runs {@code assay report --hold-out}, which is killed when it comes by the point the given time, or comes to its end. */
    private void open(Optional<KillPoint> point, int hit) throws IOException {
        int[] hits = {0};
        try (DebuggedProcess process =
                DebuggedProcess.start(folder, List.of("report", "runs/" + SmallCampaign.NAME, "--hold-out", "c000"))) {
            point.ifPresent(at -> process.watch(at.where(), halted -> ++hits[0] == hit));
            assertThat(process.run(OptionalLong.empty())).isEqualTo(point.isPresent());
            table.wentOn("the hold-out was opened once more");
            if (point.isEmpty()) {
                process.process().expectExit(0);
                return;
            }
        }
        Ledger ledger = ledger();
        table.killed(
                "assay report --hold-out: " + point.get(),
                ledger.count(HoldOutOpened.class) + " openings, " + ledger.count(HoldOutScored.class) + " scored");
        IntactLedger.assertIntact(SmallCampaign.run(folder));
    }

    private Ledger ledger() {
        return Ledger.of(SmallCampaign.run(folder));
    }

    /** A campaign that is stopped in its first round, killed at each of the points in turn, and run to its end. */
    private Ledger stopped(String name, List<KillPoint> kills) throws IOException {
        Path place = Files.createDirectory(folder.resolve(name));
        Path run = SmallCampaign.run(place);
        List<KillPoint> points = new ArrayList<>(kills);
        for (boolean first = true; first || !points.isEmpty(); first = false) {
            Optional<KillPoint> point = points.isEmpty() ? Optional.empty() : Optional.of(points.remove(0));
            stop(place, first ? SmallCampaign.command(0, "--width", "1") : SmallCampaign.resumption(), point);
        }
        if (!kills.isEmpty()) {
            stop(place, SmallCampaign.resumption(), Optional.empty());
        }
        IntactLedger.assertIntact(run);
        return Ledger.of(run);
    }

    /** The first round is held until the stop is stored, so that it always comes at the same place among the decisions. */
    private void stop(Path place, List<String> command, Optional<KillPoint> point) throws IOException {
        Path run = SmallCampaign.run(place);
        boolean[] stored = {Files.exists(run) && Ledger.of(run).count(StopRequested.class) > 0};
        List<ThreadReference> held = new ArrayList<>();
        try (DebuggedProcess process = DebuggedProcess.start(place, command)) {
            point.ifPresent(at -> process.watch(at.where(), halted -> true));
            process.watch(KillPoints.after(StopRequested.class).where(), halted -> {
                stored[0] = true;
                held.forEach(ThreadReference::resume);
                held.clear();
                return false;
            });
            process.watch(Trap.entering("dev.assay.server.round.OpenRound", "close"), halted -> {
                if (!stored[0]) {
                    createStopFile(run);
                    halted.thread().suspend();
                    held.add(halted.thread());
                }
                return false;
            });
            assertThat(process.run(OptionalLong.empty())).isEqualTo(point.isPresent());
            if (point.isEmpty()) {
                process.process().expectExit(0);
                table.wentOn("ended after the trials that were out");
                return;
            }
        }
        table.wentOn("asked for again by the stop file");
        table.killed("stop file: " + point.get(), Ledger.of(run).count(StopRequested.class) + " stops in the ledger");
        IntactLedger.assertIntact(run);
    }

    private static void createStopFile(Path run) {
        Path file = run.resolve("STOP");
        if (Files.notExists(file)) {
            try {
                Files.createFile(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
