package dev.assay.cli.run;

import dev.assay.cli.BadInput;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.report.Report;
import dev.assay.ledger.report.ReportFiles;
import dev.assay.ledger.results.ResultTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a run folder shows people, all of it made from the ledger. */
public final class RunOutputs {
    private RunOutputs() {}

    /** The campaign's events so far. */
    public static List<CampaignEvent> events(Path folder) throws BadInput {
        try (JournalReader journal = JournalReader.open(folder)) {
            String campaign = journal.campaignId()
                    .orElseThrow(
                            () -> new BadInput(
                                    "the ledger of " + folder
                                            + " has no campaign yet: it was stopped before it began; remove the folder and start again"));
            return journal.campaign(campaign);
        }
    }

    /** Writes {@code results.tsv}, the report in both forms, and the plot. */
    public static Report write(RunFolder run) throws IOException, BadInput {
        List<CampaignEvent> events = events(run.path());
        ResultTable.of(CampaignState.of(events)).write(run.path());
        Report report = Report.of(events);
        ReportFiles.write(report, run.path());
        return report;
    }
}
