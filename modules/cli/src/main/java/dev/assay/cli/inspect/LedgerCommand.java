package dev.assay.cli.inspect;

import dev.assay.cli.ExitStatus;
import dev.assay.cli.run.RunOutputs;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.results.ResultTable;
import dev.assay.ledger.wire.EventCodec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code assay ledger}: prints what a run's ledger has. */
@Command(
        name = "ledger",
        description = "Read a run's ledger.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class LedgerCommand implements Runnable {
    private static final int CONTENT = 160;
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a ledger command is missing: events or results");
    }

    @Command(
            name = "events",
            description = "Print every event of the campaign and its trials, in the order in which they were written.",
            mixinStandardHelpOptions = true)
    int events(
            @Parameters(paramLabel = "RUN", description = "The run folder.") Path folder,
            @Option(names = "--json", description = "One JSON object a line.") boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        try (JournalReader journal = JournalReader.open(folder)) {
            for (RecordedEvent event : journal.all()) {
                out.println(json ? jsonLine(event) : textLine(event));
            }
        }
        out.flush();
        return ExitStatus.DONE;
    }

    @Command(
            name = "results",
            description = "Print the candidates as results.tsv has them.",
            mixinStandardHelpOptions = true)
    int results(
            @Parameters(paramLabel = "RUN", description = "The run folder.") Path folder,
            @Option(names = "--json", description = "As a JSON array.") boolean json)
            throws Exception {
        ResultTable table = ResultTable.of(CampaignState.of(RunOutputs.events(folder)));
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? table.toJson() : table.toTsv());
        out.flush();
        return ExitStatus.DONE;
    }

    private static String jsonLine(RecordedEvent event) {
        ObjectNode line = JSON.createObjectNode()
                .put("entity", event.persistenceId())
                .put("seq", event.sequenceNumber())
                .put("type", event.event().getClass().getSimpleName());
        line.set("event", JSON.readTree(EventCodec.json(event.entry())));
        return line.toString();
    }

    /** The entity, its event number, the kind, and as much of the content as fits a line. */
    private static String textLine(RecordedEvent event) {
        String content = EventCodec.json(event.entry());
        return String.format(
                Locale.ROOT,
                "%-44s %4d  %-17s %s",
                event.persistenceId(),
                event.sequenceNumber(),
                event.event().getClass().getSimpleName(),
                content.length() > CONTENT ? content.substring(0, CONTENT) + " ..." : content);
    }
}
