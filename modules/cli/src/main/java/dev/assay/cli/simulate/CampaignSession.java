package dev.assay.cli.simulate;

import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.CampaignSpec;
import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Failures;
import dev.assay.cli.Home;
import dev.assay.cli.node.AssayNode;
import dev.assay.cli.progress.Terminal;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunOutputs;
import dev.assay.cli.run.RunSources;
import dev.assay.cli.run.Summary;
import dev.assay.learning.training.Device;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalException;
import dev.assay.ledger.report.Report;
import dev.assay.runtime.task.TaskCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** A campaign that runs in this process until it is finished, or stopped so that it can be resumed. */
public final class CampaignSession {
    private final RunFolder run;
    private final TaskCatalog tasks;
    private final WorkOptions work;
    private final PrintWriter out;

    /** A node that is started here. */
    @FunctionalInterface
    private interface StartingNode {
        AssayNode start() throws BadInput;
    }

    CampaignSession(RunFolder run, TaskCatalog tasks, WorkOptions work, PrintWriter out) {
        this.run = run;
        this.tasks = tasks;
        this.work = work;
        this.out = out;
    }

    /** The engine first: if it cannot be loaded, no run folder is made. */
    int start(String campaignId, CampaignSpec campaign, RunSources sources, Journal journal)
            throws IOException, InterruptedException, ExecutionException, BadInput {
        List<TrainingEngine> engines = work.engines(DeviceChoice.Kind.AUTO);
        return run(
                campaignId,
                Optional.of(campaign),
                Optional.of(sources),
                Optional.of(engines.get(0).device().kind()),
                () -> AssayNode.first(run, journal, tasks, () -> engines, work.threads()));
    }

    /** The journal first: if another process has the run, that is said at once. */
    int resume(String campaignId) throws IOException, InterruptedException, ExecutionException, BadInput {
        return run(
                campaignId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                () -> AssayNode.alone(run, tasks, this::recordedEngines, work.threads()));
    }

    /** One campaign's trials are compared with each other, so they are all trained on one kind of device. */
    private List<TrainingEngine> recordedEngines() throws BadInput {
        Device.Kind recorded;
        try {
            recorded = run.device();
        } catch (IOException e) {
            throw new BadInput("what the run was trained on cannot be read: " + Failures.describe(e));
        }
        List<TrainingEngine> engines = work.engines(DeviceChoice.Kind.of(recorded));
        Device.Kind here = engines.get(0).device().kind();
        if (here != recorded) {
            out.println("note: until now the run was trained on " + recorded.word() + ", from here on " + here.word()
                    + ": what differs between its candidates may come from that");
            out.flush();
        }
        return engines;
    }

    /** A campaign without a baseline has found nothing, and says so. */
    public static int exitStatus(CampaignState finished) {
        boolean baselineFailed = finished.record(0).review().orElseThrow().verdict() == Verdict.CRASH;
        return baselineFailed ? ExitStatus.FAILED : ExitStatus.DONE;
    }

    private int run(
            String campaignId,
            Optional<CampaignSpec> campaign,
            Optional<RunSources> sources,
            Optional<Device.Kind> device,
            StartingNode started)
            throws IOException, InterruptedException, ExecutionException, BadInput {
        CampaignState last;
        AtomicBoolean interrupted = new AtomicBoolean();
        try (AssayNode node = started.start()) {
            run.rememberDataFolders(tasks.folders());
            if (sources.isPresent()) {
                run.rememberSources(sources.get());
            }
            if (device.isPresent()) {
                run.rememberDevice(device.get());
            }
            Thread onInterrupt = new Thread(() -> stop(node, interrupted), "assay-stop");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            last = await(follow(node, campaignId, campaign), interrupted);
            forget(onInterrupt);
        }
        Summary.print(report(), run, out);
        return exitStatus(last);
    }

    private Report report() throws IOException, BadInput {
        try {
            return RunOutputs.write(run);
        } catch (IOException | JournalException e) {
            String what = e instanceof JournalException ? "written and recorded there" : "written";
            throw new IOException(
                    "the campaign is finished and its ledger whole, but the report cannot be " + what + ": "
                            + Failures.describe(e) + "; mend that and make it again with: " + Home.command()
                            + " report " + run.path(),
                    e);
        }
    }

    /** When the process is being stopped, the shutdown hook has the last word, and this thread must not end it earlier. */
    private static CampaignState await(CompletableFuture<CampaignState> finished, AtomicBoolean interrupted)
            throws InterruptedException, ExecutionException {
        try {
            return finished.get();
        } catch (ExecutionException e) {
            if (interrupted.get()) {
                new CountDownLatch(1).await();
            }
            throw e;
        }
    }

    private static void forget(Thread onInterrupt) {
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException e) {
            // Interrupted at the very end: the hook runs, and this thread ends what it has to do all the same.
        }
    }

    private CompletableFuture<CampaignState> follow(
            AssayNode node, String campaignId, Optional<CampaignSpec> campaign) {
        CompletableFuture<CampaignState> finished = new CompletableFuture<>();
        ActorRef<Campaign.Command> agent = node.campaign(campaignId, work.width());
        // It writes files and to a terminal that may be stopped.
        node.system()
                .systemActorOf(
                        CampaignFollower.create(agent, run, Terminal.view(out), finished),
                        "campaign-follower",
                        DispatcherSelector.blocking());
        node.lostJournal().thenAccept(finished::completeExceptionally);
        campaign.ifPresent(spec -> agent.tell(new Campaign.Start(spec)));
        return finished;
    }

    /** On Ctrl-C and the like: what is under way goes on from its last checkpoint. */
    private void stop(AssayNode node, AtomicBoolean interrupted) {
        interrupted.set(true);
        node.close();
        out.println();
        out.println(
                hasBegun()
                        ? "Stopped. Nothing is lost; go on with:  " + Home.command() + " resume " + run.path()
                        : "Stopped before the campaign began: remove " + run.path() + " and start again.");
        out.flush();
    }

    /** A ledger that cannot be read now, as on a full disk, is no reason to have the run removed. */
    private boolean hasBegun() {
        try {
            return !RunOutputs.events(run.path()).isEmpty();
        } catch (BadInput e) {
            return false;
        } catch (JournalException e) {
            return true;
        }
    }
}
