package dev.assay.ledger.export.trial;

import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One trial with what a tracking tool shows of it.
 *
 * @param candidate whose trial it is, with its review
 * @param name what the trial is called within its campaign, for example {@code c003/seed-1}
 * @param requested when the campaign asked for it
 * @param start its first event; empty for one that has not started, or could not
 * @param ended when it was scored or failed; empty while it has not
 * @param outcome empty while it has not ended
 * @param scalars by round, and within one in the order of {@link TrialScalars}; the final scores last
 */
public record ExportedTrial(
        CandidateRecord candidate,
        TrialRecord trial,
        String name,
        Instant requested,
        Optional<TrialStarted> start,
        Optional<Instant> ended,
        Optional<TrialOutcome> outcome,
        List<Scalar> scalars) {
    public ExportedTrial {
        scalars = List.copyOf(scalars);
    }

    /** The earliest time that is known of it. */
    public Instant begin() {
        return start.map(TrialStarted::at).orElse(requested);
    }
}
