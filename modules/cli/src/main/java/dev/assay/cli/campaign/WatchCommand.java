package dev.assay.cli.campaign;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.progress.Pauses;
import dev.assay.cli.progress.PlainView;
import dev.assay.cli.simulate.CampaignSession;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.export.jsonl.wire.ExportLine;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code assay campaign watch}: follows a campaign to its end, also while the node that it speaks to is started again. */
@Command(
        name = "watch",
        description =
                "Print what happens in a campaign, from its beginning until it is finished. Ends with status 0, and"
                        + " with 1 if its baseline failed. With --json: one event a line, as in an export.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    private static final int WAIT_SECONDS = 20;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiOptions api;

    @Parameters(paramLabel = "NAME", description = "Name of the campaign.")
    private String name;

    private final Pauses pauses = new Pauses("this command, and not the campaign");
    private CampaignState state = CampaignState.EMPTY;
    private long next;

    @Override
    public Integer call() throws InvalidInput, BadInput, IOException, InterruptedException {
        ApiClient client = api.client();
        PrintWriter out = spec.commandLine().getOut();
        PlainView view = new PlainView(out);
        boolean finished = false;
        while (!finished) {
            JsonNode page = page(client);
            for (JsonNode line : page.path("events")) {
                show(line, view, out);
            }
            next = page.path("next").asLong();
            finished = state.isFinished() || page.path("finished").asBoolean();
            if (!finished && !api.json() && (page.path("events").isEmpty() || pauses.areAny())) {
                showWaits(client, view);
            }
        }
        return state.isFinished() ? CampaignSession.exitStatus(state) : ExitStatus.FAILED;
    }

    private void show(JsonNode line, PlainView view, PrintWriter out) {
        String text = line.toString();
        CampaignEvent event = (CampaignEvent) new ExportLine()
                .read(text.getBytes(StandardCharsets.UTF_8))
                .entry()
                .event();
        boolean reading = state.isFinished();
        state = state.apply(event);
        if (api.json()) {
            out.println(text);
            out.flush();
        } else if (!reading) {
            view.onEvent(event, state);
        }
    }

    /** Asked for when nothing happens: what a campaign waits for is no event. */
    private void showWaits(ApiClient client, PlainView view) throws InvalidInput, BadInput, IOException {
        SortedMap<String, String> reasons = new TreeMap<>();
        try {
            client.status(name)
                    .path("waits")
                    .forEach(wait -> reasons.put(
                            wait.path("who").asString(), wait.path("reason").asString()));
        } catch (ApiClient.Unreachable away) {
            return;
        }
        pauses.areNow(reasons).forEach(view::onNotice);
    }

    /** A node that is away for a while is asked again; after the first answer only, so that a wrong address is told at once. */
    private JsonNode page(ApiClient client) throws InvalidInput, BadInput, IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return client.events(name, next, WAIT_SECONDS);
            } catch (ApiClient.Unreachable e) {
                if (next == 0 || System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }
}
