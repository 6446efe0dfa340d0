package dev.assay.cli.run;

import dev.assay.cli.BadInput;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.report.Report;
import dev.assay.ledger.report.ReportFiles;
import dev.assay.ledger.results.ResultTable;
import dev.assay.ledger.results.TrialTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

    /**
     * Writes {@code results.tsv}, the report in both forms, and the plots; those of a finished campaign are put down in its
     * ledger.
     */
    public static Report write(RunFolder run) throws IOException, BadInput {
        List<CampaignEvent> events = events(run.path());
        CampaignState state = CampaignState.of(events);
        writeTables(run, state);
        Report report = Report.of(events);
        Optional<String> restart =
                run.sources().flatMap(sources -> Restart.command(state.start().orElseThrow(), sources));
        ReportFiles.write(report, run.path(), restart);
        if (state.isFinished()) {
            ReportRecord.write(run, state.start().orElseThrow().campaignId());
        }
        return report;
    }

    /** Brings the tables up to date after a review: the candidate's trials, and {@code results.tsv}. */
    public static void writeReviewed(RunFolder run, CampaignState state, int candidate) throws IOException {
        new TrialTable(state.record(candidate)).write(run.path());
        ResultTable.of(state).write(run.path());
    }

    private static void writeTables(RunFolder run, CampaignState state) throws IOException {
        for (CandidateRecord candidate : state.candidates()) {
            new TrialTable(candidate).write(run.path());
        }
        ResultTable.of(state).write(run.path());
    }
}
