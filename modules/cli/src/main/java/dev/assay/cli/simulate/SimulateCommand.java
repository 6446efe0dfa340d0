package dev.assay.cli.simulate;

import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.agent.campaign.CampaignSpec;
import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.cli.run.LedgerOption;
import dev.assay.cli.run.OrderOptions;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunInputs;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.journal.Journal;
import dev.assay.research.fingerprint.Fingerprint;
import dev.assay.research.frontmatter.Problem;
import dev.assay.runtime.task.TaskCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code assay simulate}: a whole campaign in this process. Everything is checked before anything is written. */
@Command(
        name = "simulate",
        description =
                "Run a complete campaign on this machine: baseline, calibration, search, control arms, confirmation,"
                        + " report; the program says which of them.",
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private OrderOptions order;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Where run folders are made (default: ${DEFAULT-VALUE}).")
    private Path runs;

    @Mixin
    private WorkOptions work;

    @Mixin
    private LineageOptions lineage;

    @Mixin
    private LedgerOption ledger;

    @Override
    public Integer call() throws Exception {
        RunInputs inputs = order.inputs(wrongOptions());
        RunFolder run = new RunFolder(runs.resolve(order.name(inputs)));
        requireNew(run);
        String campaignId = run.path().getFileName().toString();
        Journal journal = ledger.journal(run, campaignId);
        journal.requireRoom();
        TaskCatalog tasks = work.tasks(List.of(inputs.folder()), Optional.of(order.profile()));
        Digest rows = tasks.task(inputs.profile().text()).rows();
        Fingerprint fingerprint = CampaignOrder.fingerprint(inputs.profile(), inputs.program(), rows);
        CampaignSpec campaign = new CampaignSpec(
                order.seed(),
                inputs.profile().text(),
                inputs.program().text(),
                fingerprint.fields(),
                order.maxCandidates().orElse(inputs.program().candidateCap()),
                lineage.of(fingerprint));
        return new CampaignSession(run, tasks, work, spec.commandLine().getOut())
                .start(campaignId, campaign, inputs.sources(), journal);
    }

    private static void requireNew(RunFolder run) throws BadInput {
        if (Files.exists(run.path())) {
            throw new BadInput(run.path() + " exists already: go on with it by '" + Home.command() + " resume "
                    + run.path() + "', or choose another --name");
        }
    }

    private List<Problem> wrongOptions() {
        List<Problem> wrong = new ArrayList<>(work.problems());
        wrong.addAll(lineage.problems());
        if (Files.exists(runs) && !Files.isDirectory(runs)) {
            wrong.add(Problem.ofOption("--runs", runs.toString(), "is " + runs + ", which is not a folder"));
        }
        if (runs.toAbsolutePath().toString().indexOf(';') >= 0) {
            wrong.add(Problem.ofOption(
                    "--runs",
                    runs.toString(),
                    "is " + runs.toAbsolutePath() + ", must have no ';', which the ledger's database cannot open"));
        }
        return wrong;
    }
}
