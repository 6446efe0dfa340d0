package dev.assay.cli.progress;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import java.io.PrintWriter;
import java.util.SortedMap;

/** One line for each thing that happened: for files and pipes. */
public final class PlainView implements ProgressView {
    private final PrintWriter out;

    public PlainView(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void onEvent(CampaignEvent event, CampaignState state) {
        EventLines.line(event, state).ifPresent(this::onNotice);
    }

    @Override
    public void onNotice(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void onTick(CampaignState state, SortedMap<String, Integer> rounds) {
        // A file has no use for a picture of the moment.
    }

    @Override
    public void close() {
        out.flush();
    }
}
