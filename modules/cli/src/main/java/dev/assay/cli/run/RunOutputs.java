package dev.assay.cli.run;

import dev.assay.cli.BadInput;
import dev.assay.cli.DamagedLedger;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.projection.View;
import dev.assay.ledger.projection.Views;
import dev.assay.ledger.report.PlotException;
import dev.assay.ledger.report.Report;
import dev.assay.ledger.report.ReportFiles;
import dev.assay.ledger.report.SiteSummary;
import dev.assay.ledger.results.ResultTable;
import dev.assay.ledger.results.TrialTable;
import dev.assay.ledger.verify.VerifiedLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
     * Throws when nothing can be added to a run's ledger: a release before the chain recorded it, or one of its chains is
     * damaged, those of its trials as well.
     */
    public static void requireIntact(RunFolder run) throws BadInput, DamagedLedger {
        try (JournalReader journal = run.journal().read()) {
            String campaign = journal.campaignId().orElseThrow();
            if (!journal.isChained(campaign)) {
                throw new BadInput(
                        "the ledger of " + run.path() + " was recorded before events were chained: it can be read,"
                                + " reported on and replayed, and nothing can be added to it; start the campaign again under"
                                + " another --name");
            }
            DamagedLedger.requireNone(
                    VerifiedLedger.ofJournal(journal, Map.of()).flaw(),
                    "the ledger of " + run.path(),
                    ", and nothing was added to it");
        }
    }

    /**
     * Writes {@code results.tsv}, the report in both forms, and the plots. Those of a finished campaign are put down in its
     * ledger before they are replaced: after a crash in between they are the files of before, which doing it again mends, and
     * not files that nobody vouches for.
     */
    public static Report write(RunFolder run) throws IOException, BadInput {
        List<CampaignEvent> events = events(run.path());
        CampaignState state = CampaignState.of(events);
        Report report = Report.of(events, sites(run, state));
        Optional<String> restart =
                run.sources().flatMap(sources -> Restart.command(state.start().orElseThrow(), sources));
        String campaignId = state.start().orElseThrow().campaignId();
        Map<String, byte[]> files;
        try {
            files = ReportFiles.render(report, restart);
        } catch (PlotException e) {
            writeTables(run, state);
            ReportFiles.write(ReportFiles.texts(report, restart), run.path());
            throw e;
        }
        if (state.isFinished()) {
            ReportRecord.write(run, campaignId, files, state);
        }
        writeTables(run, state);
        ReportFiles.write(files, run.path());
        writeViews(run, campaignId);
        return report;
    }

    private static List<SiteSummary> sites(RunFolder run, CampaignState state) throws BadInput {
        try (JournalReader journal = run.journal().read()) {
            return SiteSummary.of(() -> state.candidates().stream()
                    .flatMap(candidate -> candidate.trials().stream())
                    .flatMap(trial -> journal.trial(trial.trialId()).stream())
                    .iterator());
        }
    }

    /**
     * Brings tables and views up to date after a review.
     *
     * @param head of the ledger that has led to the state
     */
    public static void writeReviewed(RunFolder run, CampaignState state, ChainHead head, int candidate)
            throws IOException {
        new TrialTable(state.record(candidate)).write(run.path());
        ResultTable.of(state).write(run.path());
        writeViews(run, state, head);
    }

    /** Drops everything that comes from the events alone but the report, and makes it anew. */
    public static void rebuild(RunFolder run) throws IOException, BadInput {
        CampaignState state = CampaignState.of(events(run.path()));
        run.views().drop();
        Files.deleteIfExists(run.results());
        for (CandidateRecord candidate : state.candidates()) {
            Files.deleteIfExists(run.path().resolve(TrialTable.file(candidate.candidate())));
        }
        writeTables(run, state);
        writeViews(run, state.start().orElseThrow().campaignId());
    }

    /** State and head from one reading: the campaign may be going on. */
    private static void writeViews(RunFolder run, String campaignId) throws IOException {
        try (JournalReader journal = run.journal().read()) {
            CampaignState state = CampaignState.of(journal.campaign(campaignId));
            writeViews(run, state, journal.head(campaignId));
        }
    }

    private static void writeViews(RunFolder run, CampaignState state, ChainHead head) throws IOException {
        for (View view : Views.all(state)) {
            run.views().write(view, head);
        }
    }

    private static void writeTables(RunFolder run, CampaignState state) throws IOException {
        for (CandidateRecord candidate : state.candidates()) {
            new TrialTable(candidate).write(run.path());
        }
        ResultTable.of(state).write(run.path());
    }
}
