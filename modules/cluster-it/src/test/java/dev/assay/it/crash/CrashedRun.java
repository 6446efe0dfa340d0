package dev.assay.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.EqualCampaigns;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.JournalException;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One campaign from kill to kill. After each, the ledger is held against the undisturbed one, and so is the end. */
final class CrashedRun {
    private static final String SESSION = "dev.assay.client.site.SiteSession";
    private static final Ledger EMPTY = new Ledger(List.of());

    private final Path folder;
    private final Path run;
    private final Ledger undisturbed;
    private final Path undisturbedRun;
    private final KillTable table;
    private final Set<String> mayRepeat = new HashSet<>();
    /** Model files as they were before this test damaged them. */
    private final Map<Path, byte[]> undamaged = new HashMap<>();

    private Ledger ledger = EMPTY;
    private int kills;

    CrashedRun(Path folder, Ledger undisturbed, Path undisturbedRun, KillTable table) {
        this.folder = folder;
        this.run = SmallCampaign.run(folder);
        this.undisturbed = undisturbed;
        this.undisturbedRun = undisturbedRun;
        this.table = table;
    }

    /** What became of one process; neither target nor kill if the campaign came to its end. */
    record Outcome(boolean killed, Optional<Target> target) {}

    int kills() {
        return kills;
    }

    /**
     * Starts the campaign or goes on with it, in one process, until that is killed or has finished.
     *
     * @param targets the first of them that is reached kills
     * @param millis after which it is killed anyway
     */
    Outcome advance(List<Target> targets, OptionalLong millis, int width) throws IOException {
        Seen seen = new Seen();
        boolean killed;
        try (DebuggedProcess process = DebuggedProcess.start(
                folder, begun() ? CrashCampaign.resumption(width) : CrashCampaign.command(width))) {
            seen.watch(process);
            targets.stream()
                    .filter(target -> begun() || !target.point().whileResuming())
                    .forEach(target -> seen.watchFor(target, process));
            killed = process.run(millis);
            if (!killed) {
                process.process().expectExit(0);
            }
            table.wentOn(wentOn(process.process(), seen.trained, killed));
        }
        assertNothingTrainedAgain(seen.trained);
        int before = ledger.events().size();
        ledger = read();
        assertThat(ledger.events())
                .as("events, of which there were %s, and more were acknowledged: %s", before, seen.acknowledged)
                .hasSizeGreaterThanOrEqualTo(before + seen.acknowledged.size());
        EqualCampaigns.assertKept(ledger, undisturbed);
        if (killed) {
            kills++;
            String point = seen.reached.map(Target::toString).orElse("at random, after " + millis.orElse(0) + " ms");
            afterKill(point, seen.reached.map(Target::damage).orElse(Damage.NONE));
        }
        return new Outcome(killed, seen.reached);
    }

    /** What one process was seen to do. */
    private static final class Seen {
        private final Set<String> trained = new LinkedHashSet<>();
        private final Map<Target, Integer> hits = new HashMap<>();
        private final List<String> acknowledged = new ArrayList<>();
        private Optional<Target> reached = Optional.empty();

        /** To be called before any target is watched for: a kill at the same place then counts what it comes after. */
        void watch(DebuggedProcess process) {
            KillPoints.acknowledged()
                    .forEach(stored -> process.watch(stored, halted -> {
                        acknowledged.add(halted.kind(0));
                        return false;
                    }));
            process.watch(Trap.entering(SESSION, "onTrain"), halted -> {
                trained.add(round(halted.text(0, "task", "trialId"), halted.number(0, "task", "round")));
                return false;
            });
        }

        void watchFor(Target target, DebuggedProcess process) {
            process.watch(target.point().where(), halted -> {
                if (reached.isEmpty() && hits.merge(target, 1, Integer::sum) == target.hit()) {
                    reached = Optional.of(target);
                    return true;
                }
                return false;
            });
        }
    }

    /** The campaign has come to its end: it is the undisturbed one but for times. */
    void assertFinished() throws IOException {
        EqualCampaigns.assertEqual(ledger, undisturbed);
        EqualCampaigns.assertEqualTables(run, undisturbedRun);
        for (String name : List.of("report.md", "report.json", "progress.png", "cost.png")) {
            assertThat(run.resolve(name)).isNotEmptyFile();
        }
        BlobStore blobs = new BlobStore(run.resolve("blobs"));
        for (Digest model : models()) {
            assertThat(blobs.get(model)).as("final model %s", model).isPresent();
        }
        IntactLedger.assertIntact(run);
    }

    private boolean begun() {
        return ledger.count(CampaignStarted.class) > 0;
    }

    private void afterKill(String point, Damage damage) throws IOException {
        table.killed(point, summary());
        if (!begun()) {
            if (Files.exists(run)) {
                assertSaysThatItNeverBegan();
            }
            return;
        }
        IntactLedger.assertIntact(run, undamaged, ledger.count(ReportWritten.class) > 0);
        if (damage != Damage.NONE) {
            damage(damage);
        }
    }

    /** Nothing to go on with: the person is told so, and told what to do, and does it. */
    private void assertSaysThatItNeverBegan() throws IOException {
        try (AssayProcess resume = AssayProcess.start(folder, CrashCampaign.resumption(1))) {
            resume.expectExit(2);
            assertThat(resume.errors()).contains("remove the folder and start again");
        }
        table.wentOn("resume says that it never began; started again");
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** To the newest model file that only a trial under way needs: others are never written again. */
    private void damage(Damage damage) throws IOException {
        Set<String> kept = models().stream().map(Digest::hex).collect(Collectors.toSet());
        Path newest;
        try (Stream<Path> files = Files.walk(run.resolve("blobs"))) {
            newest = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}"))
                    .filter(file -> !kept.contains(file.getFileName().toString()))
                    .max(Comparator.comparing(CrashedRun::written))
                    .orElseThrow(() -> new AssertionError("no model file to damage"));
        }
        undamaged.put(run.relativize(newest), Files.readAllBytes(newest));
        damage.doTo(newest);
        lastCheckpoints().forEach((trial, checkpoint) -> {
            if (checkpoint.hex().equals(newest.getFileName().toString())) {
                mayRepeat.add(trial);
            }
        });
    }

    private void assertNothingTrainedAgain(Set<String> trained) {
        Set<String> recorded = new TreeSet<>();
        for (RecordedEvent event : ledger.events()) {
            if (event.event() instanceof RoundCompleted done && !mayRepeat.contains(event.persistenceId())) {
                recorded.add(event.persistenceId() + " round " + done.round());
            }
        }
        assertThat(trained)
                .as("rounds that were trained, though the ledger had them")
                .noneMatch(recorded::contains);
    }

    private Ledger read() {
        if (!Files.exists(H2Journal.file(run))) {
            return EMPTY;
        }
        try {
            return Ledger.of(run);
        } catch (JournalException e) {
            if (begun()) {
                throw e;
            }
            return EMPTY;
        }
    }

    private String wentOn(AssayProcess process, Set<String> trained, boolean killed) {
        String where = trained.isEmpty()
                ? (killed ? "no round trained before the next kill" : "no round trained")
                : "first trained " + trained.iterator().next();
        return process.output().stream()
                .filter(line -> line.startsWith("going on with"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(": ") + 2) + "; " + where)
                .orElse(killed ? "killed again before it knew" : "showed the finished campaign");
    }

    private String summary() {
        long campaign = ledger.all(CampaignEvent.class).size();
        long trials = ledger.all(TrialEvent.class).size();
        String open = openTrials().isEmpty() ? "" : "; under way: " + String.join(", ", openTrials());
        String leftovers = leftovers();
        return campaign + " of the campaign, " + trials + " of trials" + open + leftovers;
    }

    /** Trials that have begun and not been reported, with what the ledger has of them. */
    private List<String> openTrials() {
        Set<String> reported = ledger.all(TrialReported.class).stream()
                .map(event -> LedgerIds.trial(event.trialId()).id())
                .collect(Collectors.toSet());
        Map<String, Integer> rounds = ledger.perTrial(RoundCompleted.class);
        Map<String, Integer> ends = ledger.perTrial(TrialEnded.class);
        return rounds.keySet().stream()
                .filter(trial -> !reported.contains(trial))
                .map(trial -> trial.substring(trial.indexOf('/') + 1)
                        + (ends.get(trial) > 0 ? " has ended" : " after " + rounds.get(trial) + " rounds"))
                .toList();
    }

    private String leftovers() {
        try (Stream<Path> files = Files.exists(run) ? Files.walk(run) : Stream.empty()) {
            long parts = files.filter(file ->
                            file.toString().endsWith(".part") || file.toString().endsWith(".tmp"))
                    .count();
            return parts == 0 ? "" : "; temporary files: " + parts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Digest> models() {
        return ledger.all(TrialEnded.class).stream()
                .map(TrialEnded::outcome)
                .filter(Scored.class::isInstance)
                .map(outcome -> ((Scored) outcome).model())
                .toList();
    }

    private Map<String, Digest> lastCheckpoints() {
        Map<String, Digest> last = new HashMap<>();
        for (RecordedEvent event : ledger.events()) {
            if (event.event() instanceof RoundCompleted done) {
                last.put(event.persistenceId(), done.checkpoint());
            }
        }
        return last;
    }

    private static String round(String trialId, int round) {
        return LedgerIds.trial(trialId).id() + " round " + round;
    }

    private static long written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
