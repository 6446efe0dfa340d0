package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.DamagedLedger;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.StandardOutput;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.export.folder.ExportRefused;
import dev.assay.ledger.export.jsonl.LedgerExport;
import dev.assay.ledger.export.mlflow.MlflowExport;
import dev.assay.ledger.export.table.CandidateTable;
import dev.assay.ledger.export.tensorboard.TensorboardExport;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.results.ResultTable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay ledger export}: the ledger in a form that other programs read. */
@Command(
        name = "export",
        description = "Write a run's ledger for other programs: whole and self-verifying (jsonl), as a table (tsv), for"
                + " MLflow, for TensorBoard.",
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private Format format;

    @Option(
            names = "--out",
            paramLabel = "PATH",
            description = "The file (jsonl, tsv; default: standard output) or the folder (mlflow, tensorboard; default:"
                    + " RUN/mlruns, RUN/tensorboard).")
    private Optional<Path> out;

    @Option(names = "--wide", description = "The table with its 18 columns (tsv only).")
    private boolean wide;

    /** What an export can be; the names are the option's values. */
    enum Format {
        jsonl,
        tsv,
        mlflow,
        tensorboard
    }

    @Override
    public Integer call() throws Exception {
        if (wide && format != Format.tsv) {
            throw new BadInput("--wide is for --format tsv");
        }
        // One reader throughout: of a campaign that is running another one would see a later moment.
        try (JournalReader journal = JournalReader.open(folder)) {
            DamagedLedger.requireNone(
                    LedgerCheck.ofChains(folder, journal, Map.of()).flaw(),
                    "the ledger of " + folder,
                    " and was not exported");
            switch (format) {
                case jsonl -> text(writer -> LedgerExport.write(journal, campaignId(journal), writer));
                case tsv -> text(writer -> writer.write(table(events(journal))));
                case mlflow -> {
                    Path target = out.orElse(folder.resolve("mlruns"));
                    MlflowExport.write(target, events(journal), journal::trial);
                    say("open it with:  mlflow ui --backend-store-uri " + target);
                }
                case tensorboard -> {
                    Path target = out.orElse(folder.resolve("tensorboard"));
                    TensorboardExport.write(target, events(journal), journal::trial);
                    say("open it with:  tensorboard --logdir " + target);
                }
            }
        } catch (ExportRefused e) {
            throw new BadInput(e.getMessage());
        }
        return ExitStatus.DONE;
    }

    private static List<CampaignEvent> events(JournalReader journal) {
        return journal.campaign(campaignId(journal));
    }

    private String table(List<CampaignEvent> events) {
        return wide
                ? CandidateTable.of(events, folder.toString()).toTsv()
                : ResultTable.of(CampaignState.of(events)).toTsv();
    }

    private static String campaignId(JournalReader journal) {
        return journal.campaignId().orElseThrow();
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /** A file is there whole or not at all. */
    private void text(Content content) throws IOException, BadInput {
        if (out.isEmpty()) {
            StandardOutput.write(spec.commandLine().getOut(), content::write);
            return;
        }
        Path file = out.get().toAbsolutePath();
        Path part = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".part");
        try {
            try (Writer writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
                content.write(writer);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private interface Content {
        void write(Writer writer) throws IOException;
    }
}
