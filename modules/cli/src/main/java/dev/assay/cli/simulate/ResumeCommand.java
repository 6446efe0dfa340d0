package dev.assay.cli.simulate;

import dev.assay.cli.Home;
import dev.assay.cli.run.FingerprintCheck;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunOutputs;
import dev.assay.cli.run.Summary;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.runtime.task.TaskCatalog;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay resume}: goes on with a campaign that was stopped or killed. */
@Command(
        name = "resume",
        description = "Go on with a campaign after a stop or a crash. Finished trials are not repeated.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Mixin
    private WorkOptions work;

    @Override
    public Integer call() throws Exception {
        List<Problem> wrong = work.problems();
        if (!wrong.isEmpty()) {
            throw new InvalidInput(wrong);
        }
        RunFolder run = new RunFolder(folder);
        PrintWriter out = spec.commandLine().getOut();
        List<CampaignEvent> events = RunOutputs.events(folder);
        CampaignState state = CampaignState.of(events);
        if (state.isFinished()) {
            Summary.print(RunOutputs.write(run), run, out);
            return CampaignSession.exitStatus(state);
        }
        RunOutputs.requireIntact(run);
        CampaignStarted start = state.start().orElseThrow();
        FingerprintCheck check = new FingerprintCheck(folder, FingerprintCheck.EVALUATOR, run.sources());
        FingerprintCheck.Recorded recorded = check.requireSameRelease(start);
        check.requireSameFiles(start, recorded).forEach(notice -> out.println("note: " + notice));
        out.flush();
        String task = recorded.profile().task();
        List<Path> folders = new ArrayList<>(run.dataFolders());
        folders.add(Home.folder().resolve("profiles").resolve(task));
        TaskCatalog tasks = work.tasks(folders, run.profile(task));
        check.requireSameRows(start, recorded, tasks.task(start.profileText()));
        long reported = events.stream().filter(TrialReported.class::isInstance).count();
        out.println("going on with " + start.campaignId() + ": " + reported + " trials are finished, "
                + state.openTrials().size() + " are out");
        out.flush();
        return new CampaignSession(run, tasks, work, out).resume(start.campaignId());
    }
}
