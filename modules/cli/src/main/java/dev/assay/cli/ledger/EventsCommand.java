package dev.assay.cli.ledger;

import dev.assay.cli.ExitStatus;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.wire.EventCodec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code assay ledger events}: every event as it was written. */
@Command(
        name = "events",
        description = "Print every event of the campaign and its trials, in the order in which they were written.",
        mixinStandardHelpOptions = true)
public final class EventsCommand implements Callable<Integer> {
    private static final int CONTENT = 160;
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (JournalReader journal = JournalReader.open(folder)) {
            journal.events(event -> out.println(json ? jsonLine(event) : textLine(event)));
        } finally {
            out.flush();
        }
        return ExitStatus.DONE;
    }

    private static String jsonLine(RecordedEvent event) {
        ObjectNode line = JSON.createObjectNode()
                .put("entity", event.persistenceId())
                .put("seq", event.sequenceNumber())
                .put("type", event.event().getClass().getSimpleName())
                .put("hash", event.entry().hash().hex());
        line.set("event", JSON.readTree(EventCodec.json(event.entry())));
        return line.toString();
    }

    /** The entity, its event number, the kind, and as much of the content as fits a line. */
    private static String textLine(RecordedEvent event) {
        String content = EventCodec.json(event.event());
        return String.format(
                Locale.ROOT,
                "%-44s %4d  %s  %-17s %s",
                event.persistenceId(),
                event.sequenceNumber(),
                event.entry().hash().brief(),
                event.event().getClass().getSimpleName(),
                content.length() > CONTENT ? content.substring(0, CONTENT) + " ..." : content);
    }
}
