package dev.assay.it.crash;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignEvent.ResumeRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The moments at which a campaign can be killed with different things on the disk. */
final class KillPoints {
    private static final String SERIALIZER = "dev.assay.ledger.wire.LedgerSerializer";
    private static final String WRITER = "dev.assay.ledger.journal.JournalWriter";
    private static final String CAMPAIGN = "dev.assay.agent.campaign.Campaign";
    private static final String TRIAL = "dev.assay.server.trial.Trial";
    private static final String TRIAL_RUN = "dev.assay.server.trial.TrialRun";
    private static final String CHECKPOINTS = "dev.assay.server.checkpoint.CheckpointStore";
    private static final String BLOBS = "dev.assay.ledger.artifact.BlobStore";
    private static final String ARTIFACTS = "dev.assay.ledger.artifact.ArtifactFile";
    private static final String FILES = "java.nio.file.Files";

    /** Kinds of events that no process of this release stores, and why. */
    static final Map<Class<?>, String> NEVER_STORED = Map.of(
            ProposalRefused.class,
            "the built-in proposers ask the guard first, and a profile is refused whose own entries the guard would refuse");

    /** Kinds of events with a test of their own: a campaign that runs to its end has none of them. */
    static final Set<Class<?>> ELSEWHERE =
            Set.of(StopRequested.class, PauseRequested.class, ResumeRequested.class, HoldOutScored.class);

    /** Which of them a process stores more than once, most of the time. */
    private static final Map<Class<?>, Integer> OFTEN = Map.of(
            TrialRequested.class, 3,
            TrialReported.class, 3,
            CandidateReviewed.class, 2,
            TrialStarted.class, 3,
            UpdateRefused.class, 4,
            RoundCompleted.class, 6,
            TrialEnded.class, 3);

    private KillPoints() {}

    /** All that a campaign comes by which nobody stops. */
    static List<KillPoint> ofCampaign() {
        List<KillPoint> points = new ArrayList<>();
        kinds().filter(kind -> !NEVER_STORED.containsKey(kind) && !ELSEWHERE.contains(kind))
                .forEach(kind -> {
                    points.add(before(kind));
                    points.add(after(kind));
                });
        points.addAll(between());
        points.addAll(blob("checkpoint", CHECKPOINTS, 5));
        points.addAll(blob("final model", "dev.assay.server.trial.FinalScore", 2));
        points.addAll(file("table of a candidate", "dev.assay.ledger.results.TrialTable", 2));
        points.addAll(file("results.tsv", "dev.assay.ledger.results.ResultTable", 2));
        points.addAll(file("view", "dev.assay.ledger.projection.ViewFiles", 2));
        points.addAll(file("report file", "dev.assay.ledger.report.ReportFiles", 4));
        points.addAll(file("data-folders.txt", "dev.assay.cli.run.RunFolder", 1));
        points.addAll(resuming());
        return List.copyOf(points);
    }

    /** Every kind of event that there is. */
    static Stream<Class<?>> kinds() {
        return Stream.of(CampaignEvent.class, TrialEvent.class)
                .flatMap(events -> Arrays.stream(events.getPermittedSubclasses()));
    }

    /** Decided, and on its way to the journal: the ledger does not have it. */
    static KillPoint before(Class<?> kind) {
        if (kind == ReportWritten.class) {
            return new KillPoint("before ReportWritten is stored", Trap.entering(WRITER, "commit"), 1);
        }
        return new KillPoint(
                "before " + kind.getSimpleName() + " is stored",
                Trap.entering(
                        SERIALIZER,
                        "toBinary",
                        halted -> halted.kind(0, "event").equals(kind.getSimpleName())),
                OFTEN.getOrDefault(kind, 1));
    }

    /** In the ledger, and nothing has happened because of it yet. */
    static KillPoint after(Class<?> kind) {
        String simple = kind.getSimpleName();
        Trap where = kind == ReportWritten.class
                ? Trap.after(WRITER, "commit", halted -> true)
                : TrialEvent.class.isAssignableFrom(kind)
                        ? ofTrial(halted -> halted.kind(0).equals(simple))
                        : ofCampaign(halted -> halted.kind(0, "entry", "event").equals(simple));
        return new KillPoint("after " + simple + " was stored", where, OFTEN.getOrDefault(kind, 1));
    }

    /** Where the program learns that an event is in the ledger: from then on it must never be lost. */
    static List<Trap> acknowledged() {
        return List.of(ofTrial(halted -> true), ofCampaign(halted -> true));
    }

    private static Trap ofTrial(Predicate<Halted> event) {
        return Trap.entering(TRIAL, "getsOn", event);
    }

    private static Trap ofCampaign(Predicate<Halted> event) {
        return Trap.entering(
                CAMPAIGN, "tellWatchers", halted -> halted.kind(0).equals("EventStored") && event.test(halted));
    }

    /** An event that somebody asked the campaign to store is in the ledger; who asked does not know yet. */
    static KillPoint afterAsked(Class<?> kind) {
        return new KillPoint(
                "after " + kind.getSimpleName() + " was stored",
                Trap.entering("org.apache.pekko.pattern.StatusReply", "ack", halted -> halted.isWithin(CAMPAIGN)),
                1);
    }

    private static List<KillPoint> between() {
        return List.of(
                new KillPoint(
                        "RoundCompleted stored, old checkpoint not deleted",
                        Trap.entering(
                                TRIAL_RUN,
                                "discard",
                                halted ->
                                        halted.isCalledFrom(TRIAL_RUN, "onClosed") && halted.field(0, "value") != null),
                        4),
                new KillPoint(
                        "TrialEnded stored, its checkpoint not deleted",
                        Trap.entering(TRIAL_RUN, "discard", halted -> halted.isCalledFrom(TRIAL_RUN, "end")),
                        2),
                new KillPoint(
                        "a site trains", Trap.entering("dev.assay.training.engine.DjlTrainingEngine", "train"), 20),
                new KillPoint(
                        "the hold-out is read", Trap.entering("dev.assay.runtime.task.Task", "scoreOnHoldOut"), 2));
    }

    private static List<KillPoint> blob(String what, String by, int often) {
        return writing(what, halted -> halted.isCalledFrom(BLOBS, "put") && halted.isWithin(by), often);
    }

    private static List<KillPoint> file(String what, String by, int often) {
        return writing(what, halted -> halted.isCalledFrom(ARTIFACTS, "write") && halted.isWithin(by), often);
    }

    private static List<KillPoint> writing(String what, Predicate<Halted> when, int often) {
        return List.of(
                new KillPoint(what + ": temporary file made, empty", Trap.after(FILES, "createTempFile", when), often),
                new KillPoint(what + ": written, not renamed", Trap.entering(FILES, "move", when), often),
                new KillPoint(what + ": renamed", Trap.after(FILES, "move", when), often));
    }

    private static List<KillPoint> resuming() {
        return List.of(
                new KillPoint(
                        "resuming: the journal is opened",
                        Trap.entering("dev.assay.ledger.journal.H2Journal", "hasTables"),
                        1,
                        true),
                new KillPoint("resuming: events are read back", Trap.entering(SERIALIZER, "fromBinary"), 5, true),
                new KillPoint("resuming: the campaign is rebuilt", Trap.entering(CAMPAIGN, "onRecovered"), 1, true),
                new KillPoint("resuming: a trial's checkpoint is read", Trap.entering(CHECKPOINTS, "read"), 1, true),
                new KillPoint(
                        "resuming: a trial that had ended tells its end again",
                        Trap.entering(TRIAL, "finish", halted -> halted.isCalledFrom(TRIAL, "onStart")),
                        1,
                        true));
    }
}
