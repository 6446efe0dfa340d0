package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.DamagedLedger;
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
 */
final class RecordedCampaign {
    private RecordedCampaign() {}

    /** @throws DamagedLedger if an export is not intact; a journal that is not is refused by its reader */
    static List<CampaignEvent> events(Path target) throws IOException, BadInput, DamagedLedger, InterruptedException {
        if (!Files.isRegularFile(target)) {
            return RunOutputs.events(target);
        }
        List<CampaignEvent> events = new ArrayList<>();
        Optional<Flaw> flaw = LedgerCheck.ofExport(target, Map.of(), read -> {
                    if (read.entry().event() instanceof CampaignEvent event) {
                        events.add(event);
                    }
                })
                .flaw();
        DamagedLedger.requireNone(flaw, "the ledger of " + target, "");
        return events;
    }
}
