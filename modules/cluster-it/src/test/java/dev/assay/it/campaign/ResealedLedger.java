package dev.assay.it.campaign;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.wire.EventCodec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A ledger that somebody has edited and then sealed anew from its first event on, so that no chain shows it: what a liar would
 * do who has the whole run in his hands.
 */
final class ResealedLedger {
    private final List<RecordedEvent> events;
    private final UnaryOperator<TrialEvent> edit;
    private final PreparedStatement update;
    private final Map<String, Digest> requests = new HashMap<>();

    private ResealedLedger(List<RecordedEvent> events, UnaryOperator<TrialEvent> edit, PreparedStatement update) {
        this.events = events;
        this.edit = edit;
        this.update = update;
    }

    /** @param edit what each event of a trial becomes */
    static void write(Path run, UnaryOperator<TrialEvent> edit) throws SQLException {
        List<RecordedEvent> events = Ledger.of(run).events();
        try (Connection connection = connect(run);
                PreparedStatement update = connection.prepareStatement("UPDATE \"event_journal\" SET"
                        + " \"event_payload\" = ? WHERE \"persistence_id\" = ? AND \"sequence_number\" = ?")) {
            new ResealedLedger(events, edit, update).write();
        }
    }

    /** Changes the stored bytes of one event, and nothing else. */
    static void damage(Path run, String persistenceId, long sequence) throws SQLException {
        try (Connection connection = connect(run);
                PreparedStatement update = connection.prepareStatement("UPDATE \"event_journal\" SET"
                        + " \"event_payload\" = \"event_payload\" || X'7A00' WHERE \"persistence_id\" = ? AND"
                        + " \"sequence_number\" = ?")) {
            update.setString(1, persistenceId);
            update.setLong(2, sequence);
            if (update.executeUpdate() != 1) {
                throw new AssertionError("no event " + sequence + " of " + persistenceId);
            }
        }
    }

    /** Leaves the ledger as it was when the trial had done so many rounds and no trial had reported; all else is gone. */
    static void cutInTrial(Path run, String trialId, int rounds) throws SQLException {
        List<RecordedEvent> events = Ledger.of(run).events();
        RecordedEvent firstReport = events.stream()
                .filter(event -> event.event() instanceof TrialReported)
                .findFirst()
                .orElseThrow();
        String trial = LedgerIds.trial(trialId).id();
        RecordedEvent firstLost = events.stream()
                .filter(event -> event.persistenceId().equals(trial)
                        && event.event() instanceof RoundCompleted round
                        && round.round() == rounds)
                .findFirst()
                .orElseThrow();
        try (Connection connection = connect(run);
                PreparedStatement delete = connection.prepareStatement("DELETE FROM \"event_journal\" WHERE"
                        + " (\"persistence_id\" = ? AND \"sequence_number\" >= ?)"
                        + " OR (\"persistence_id\" = ? AND \"sequence_number\" >= ?)"
                        + " OR \"persistence_id\" NOT IN (?, ?)")) {
            delete.setString(1, firstReport.persistenceId());
            delete.setLong(2, firstReport.sequenceNumber());
            delete.setString(3, trial);
            delete.setLong(4, firstLost.sequenceNumber());
            delete.setString(5, firstReport.persistenceId());
            delete.setString(6, trial);
            delete.executeUpdate();
        }
    }

    private static Connection connect(Path run) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:h2:file:" + run.resolve("ledger").toAbsolutePath() + ";IFEXISTS=TRUE", "sa", "");
    }

    private void write() throws SQLException {
        ChainHead head = ChainHead.START;
        for (RecordedEvent recorded : events) {
            if (recorded.event() instanceof CampaignEvent event) {
                CampaignEvent changed = event instanceof TrialReported reported ? reseal(reported) : event;
                head = store(recorded, EventCodec.seal(head, changed));
                if (event instanceof TrialRequested requested) {
                    requests.put(requested.trialId(), head.hash());
                }
            }
        }
    }

    /** The trial's own chain first: the campaign vouches for its end. */
    private TrialReported reseal(TrialReported reported) throws SQLException {
        ChainHead head = ChainHead.anchoredIn(requests.get(reported.trialId()));
        String trial = LedgerIds.trial(reported.trialId()).id();
        for (RecordedEvent recorded : events) {
            if (recorded.persistenceId().equals(trial)) {
                head = store(recorded, EventCodec.seal(head, edit.apply((TrialEvent) recorded.event())));
            }
        }
        return new TrialReported(reported.at(), reported.trialId(), reported.outcome(), Optional.of(head));
    }

    private ChainHead store(RecordedEvent place, Entry<?> entry) throws SQLException {
        update.setBytes(1, entry.bytes());
        update.setString(2, place.persistenceId());
        update.setLong(3, place.sequenceNumber());
        if (update.executeUpdate() != 1) {
            throw new AssertionError("no row for " + place);
        }
        return entry.head();
    }
}
