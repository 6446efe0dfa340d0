package dev.assay.cli.simulate;

import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.CampaignSpec;
import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.node.AssayNode;
import dev.assay.cli.progress.Terminal;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunOutputs;
import dev.assay.cli.run.Summary;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.training.engine.DjlTrainingEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;

/** A campaign that runs in this process until it is finished, or stopped so that it can be resumed. */
final class CampaignSession {
    /** Part of every fingerprint: raised whenever a score may change for the same model and rows. */
    static final String EVALUATOR = "assay-evaluator-1";

    private final RunFolder run;
    private final TaskCatalog tasks;
    private final WorkOptions work;
    private final PrintWriter out;

    CampaignSession(RunFolder run, TaskCatalog tasks, WorkOptions work, PrintWriter out) {
        this.run = run;
        this.tasks = tasks;
        this.work = work;
        this.out = out;
    }

    int start(String campaignId, CampaignSpec campaign)
            throws IOException, InterruptedException, ExecutionException, BadInput {
        return run(campaignId, Optional.of(campaign));
    }

    int resume(String campaignId) throws IOException, InterruptedException, ExecutionException, BadInput {
        return run(campaignId, Optional.empty());
    }

    private int run(String campaignId, Optional<CampaignSpec> campaign)
            throws IOException, InterruptedException, ExecutionException, BadInput {
        CampaignState last;
        Files.createDirectories(run.path());
        run.rememberDataFolders(tasks.folders());
        try (AssayNode node = AssayNode.alone(run, tasks, DjlTrainingEngine::onCpu, work.threads())) {
            Thread onInterrupt = new Thread(() -> stop(node), "assay-stop");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            last = follow(node, campaignId, campaign).get();
            forget(onInterrupt);
        }
        Summary.print(RunOutputs.write(run), run, out);
        boolean baselineFailed = last.record(0).review().orElseThrow().verdict() == Verdict.CRASH;
        return baselineFailed ? ExitStatus.FAILED : ExitStatus.DONE;
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
        node.system()
                .systemActorOf(
                        CampaignFollower.create(agent, run, Terminal.view(out), finished),
                        "campaign-follower",
                        Props.empty());
        campaign.ifPresent(spec -> agent.tell(new Campaign.Start(spec)));
        return finished;
    }

    /** On Ctrl-C and the like: what is under way goes on from its last checkpoint. */
    private void stop(AssayNode node) {
        node.close();
        out.println();
        out.println("Stopped. Nothing is lost; go on with:  assay resume " + run.path());
        out.flush();
    }
}
