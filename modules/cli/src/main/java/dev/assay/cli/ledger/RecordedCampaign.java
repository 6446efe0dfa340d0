package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.run.RunOutputs;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.verify.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The campaign's events of a run folder or of an export, in their order.
 *
 * @param flaw what is wrong with an export, in which case the events end there; a journal that is not intact is not read at all
 */
record RecordedCampaign(List<CampaignEvent> events, Optional<Flaw> flaw) {
    static RecordedCampaign of(Path target) throws IOException, BadInput, InterruptedException {
        if (!Files.isRegularFile(target)) {
            return new RecordedCampaign(RunOutputs.events(target), Optional.empty());
        }
        List<CampaignEvent> events = new ArrayList<>();
        Optional<Flaw> flaw = LedgerCheck.ofExport(target, Map.of(), read -> {
                    if (read.entry().event() instanceof CampaignEvent event) {
                        events.add(event);
                    }
                })
                .flaw();
        return new RecordedCampaign(events, flaw);
    }
}
