package dev.assay.cli.ledger;

import dev.assay.agent.decision.DecisionReplay;
import dev.assay.agent.decision.DecisionReplay.Difference;
import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.replay.StateView;
import dev.assay.ledger.wire.EventCodec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code assay ledger replay}: the state as it was at any point, and the agent's decisions once more. */
@Command(
        name = "replay",
        description = "Show the campaign's state as it was after any of its events, or derive every decision of the"
                + " built-in agent once more from the events before it.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status of --decisions: 0 all the same; 4 one comes out otherwise, and it is shown."})
public final class ReplayCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN|FILE", description = "The run folder, or an export of its ledger (jsonl).")
    private Path target;

    @Option(
            names = "--until",
            paramLabel = "SEQ",
            description = "Number of the campaign's last event to take, 1 for its start (default: all).")
    private Optional<Long> until;

    @Option(
            names = "--decisions",
            description = "Derive every decision of the agent once more, and report the first that differs.")
    private boolean decisions;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<CampaignEvent> recorded = RecordedCampaign.events(target);
        List<CampaignEvent> events = upTo(recorded);
        return decisions ? decide(recorded, events.size()) : show(events, recorded.size());
    }

    private List<CampaignEvent> upTo(List<CampaignEvent> events) throws BadInput {
        if (until.isPresent() && (until.get() < 1 || until.get() > events.size())) {
            throw new BadInput("--until is " + until.get() + ", must be 1 to " + events.size()
                    + ", the number of the campaign's last event");
        }
        return until.map(last -> events.subList(0, last.intValue())).orElse(events);
    }

    private int show(List<CampaignEvent> events, int all) {
        StateView view = StateView.of(events, all);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? view.toJson() : view.toText());
        out.flush();
        return ExitStatus.DONE;
    }

    /** The whole ledger is behind a decision in whose middle the last event stands; only the ledger's own end cuts one off. */
    private int decide(List<CampaignEvent> events, int last) {
        DecisionReplay replay = last < events.size() ? DecisionReplay.of(events, last) : DecisionReplay.of(events);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(toJson(replay, last));
        } else {
            replay.difference()
                    .ifPresentOrElse(
                            difference -> print(difference, replay.decisions()),
                            () -> out.println("all " + replay.decisions() + " decisions in " + last
                                    + " events come out the same"));
        }
        out.flush();
        return replay.difference().isPresent() ? ExitStatus.DIFFERENT : ExitStatus.DONE;
    }

    private void print(Difference difference, int same) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("event " + difference.sequence() + " comes out otherwise, after " + same
                + " decisions that are the same");
        out.println("  recorded  " + text(difference.recorded(), "(the ledger ends in the middle of a decision)"));
        out.println("  derived   " + text(difference.derived(), "(none: the agent would wait for its trials)"));
    }

    private static String text(Optional<CampaignEvent> event, String none) {
        return event.map(found -> found.getClass().getSimpleName() + " " + EventCodec.json(found))
                .orElse(none);
    }

    private static ObjectNode toJson(DecisionReplay replay, int events) {
        ObjectNode result = JSON.createObjectNode()
                .put("events", events)
                .put("decisions", replay.decisions())
                .put("same", replay.difference().isEmpty());
        replay.difference().ifPresent(difference -> {
            ObjectNode node = result.putObject("difference").put("sequence", difference.sequence());
            difference.recorded().ifPresent(event -> node.set("recorded", JSON.readTree(EventCodec.json(event))));
            difference.derived().ifPresent(event -> node.set("derived", JSON.readTree(EventCodec.json(event))));
        });
        return result;
    }
}
