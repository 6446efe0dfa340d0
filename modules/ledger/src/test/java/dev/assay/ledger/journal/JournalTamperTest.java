package dev.assay.ledger.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.ChainedHistory;
import dev.assay.ledger.journal.JournalException.Problem;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.verify.Flaw;
import dev.assay.ledger.verify.VerifiedLedger;
import dev.assay.ledger.wire.EventCodec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who can write to the database changes one thing in a ledger; everything is taken back after each look. */
class JournalTamperTest {
    private static final String WHERE = " WHERE \"persistence_id\" = ? AND \"sequence_number\" = ?";
    private static final String CAMPAIGN = ChainedHistory.CAMPAIGN;

    @TempDir
    Path folder;

    private ChainedHistory ledger;
    private List<StoredEntry> rows;
    private Connection database;

    private void record(List<CampaignEvent> campaign) throws SQLException {
        ledger = ChainedHistory.of(campaign);
        rows = ledger.rows();
        ledger.into(new H2Journal(folder));
        database = new H2Journal(folder).connectToWrite();
        database.setAutoCommit(false);
        assertThat(verify(Map.of())).isEmpty();
        assertThat(verify(ledger.heads())).isEmpty();
    }

    @AfterEach
    void close() throws SQLException {
        database.rollback();
        database.close();
    }

    @Test
    void everyByteOfEveryEventIsVouchedFor() throws SQLException {
        record(Campaigns.tiny().events());
        for (StoredEntry row : rows) {
            for (int at = 0; at < row.bytes().length; at++) {
                byte[] flipped = row.bytes().clone();
                flipped[at] ^= (byte) (1 << at % 8);
                update("\"event_payload\" = ?", row, flipped);
                assertFound(row, "byte " + at + " of " + row);
            }
        }
    }

    @Test
    void someBytesOfEveryEventOfAWholeCampaignAreVouchedFor() throws SQLException {
        record(Campaigns.unfinished().events());
        for (StoredEntry row : rows) {
            for (int at = row.sequenceNumber() % 7 == 0 ? 3 : 11; at < row.bytes().length; at += 151) {
                byte[] flipped = row.bytes().clone();
                flipped[at] ^= 1;
                update("\"event_payload\" = ?", row, flipped);
                assertFound(row, "byte " + at + " of " + row);
            }
        }
    }

    @Test
    void everyColumnThatSaysWhatARowIsIsVouchedFor() throws SQLException {
        record(Campaigns.tiny().events());
        for (StoredEntry row : rows) {
            update("\"event_ser_manifest\" = ?", row, otherManifest(row));
            assertFound(row, "another manifest");
            update("\"event_ser_manifest\" = ?", row, "SomethingNew.v1");
            assertFound(row, "a manifest of a newer release");
            update("\"event_ser_id\" = ?", row, 17);
            assertFound(row, "another serializer");
            update("\"sequence_number\" = ?", row, 1_000);
            assertFound(row, "another number");
            update("\"persistence_id\" = ?", row, "trial|of another campaign");
            assertFound(row, "another trial");
            update("\"persistence_id\" = ?", row, "campaign|another");
            assertFound(row, "another campaign");
            update("\"persistence_id\" = ?", row, "neither");
            assertFound(row, "no entity");
            update("\"deleted\" = ?", row, true);
            assertFound(row, "marked as deleted");
            update("\"event_payload\" = ?", row, new byte[0]);
            assertFound(row, "no bytes");
        }
    }

    @Test
    void everyMissingRowIsMissed() throws SQLException {
        record(Campaigns.unfinished().events());
        for (StoredEntry row : rows) {
            delete(WHERE, row.persistenceId(), row.sequenceNumber());
            assertFound(row, "deleted");
        }
    }

    @Test
    void twoRowsThatChangedPlacesAreFoundWhateverTheyAre() throws SQLException {
        record(Campaigns.tiny().events());
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < i; j++) {
                StoredEntry one = rows.get(i);
                StoredEntry other = rows.get(j);
                for (int with = 0; with < 2; with++) {
                    update("\"event_payload\" = ?", one, other.bytes());
                    update("\"event_payload\" = ?", other, one.bytes());
                    if (with == 1) {
                        update("\"event_ser_manifest\" = ?", one, other.manifest());
                        update("\"event_ser_manifest\" = ?", other, one.manifest());
                    }
                    Optional<Flaw> flaw = verify(Map.of());
                    database.rollback();
                    assertThat(flaw).as("%s and %s", one, other).isPresent();
                    assertThat(flaw.orElseThrow().place()).isIn(place(one), place(other));
                }
            }
        }
    }

    @Test
    void rowThatIsPutBehindAChainIsFound() throws SQLException {
        record(Campaigns.small().events());
        for (Map.Entry<String, ChainHead> chain : ledger.heads().entrySet()) {
            long next = chain.getValue().sequence() + 1;
            StoredEntry last = row(chain.getKey(), next - 1);
            insert(new StoredEntry(chain.getKey(), next, last.serializer(), last.manifest(), last.bytes()));
            assertFoundAt("event " + next + " of " + chain.getKey(), "says of itself that it is event " + (next - 1));

            Object event = chain.getKey().equals(CAMPAIGN)
                    ? new StopRequested(Instant.EPOCH, "forged")
                    : new UpdateRefused(Instant.EPOCH, 0, 0, "forged", "forged");
            insert(StoredEntry.of(chain.getKey(), EventCodec.seal(chain.getValue(), event)));
            assertFoundAt("event " + next + " of " + chain.getKey(), "is in its chain but does not fit");

            insert(StoredEntry.of(
                    chain.getKey(), EventCodec.seal(new ChainHead(next - 1, Digest.ofText("a guess")), event)));
            assertFoundAt("event " + next + " of " + chain.getKey(), "follows on an event with hash");
        }
    }

    @Test
    void rowOfNoOrOfAnUnknownTrialIsFound() throws SQLException {
        record(Campaigns.small().events());
        StoredEntry copied = rows.stream()
                .filter(row -> row.persistenceId().startsWith("trial|"))
                .findFirst()
                .orElseThrow();

        insert(new StoredEntry("trial|foreign", 1, copied.serializer(), copied.manifest(), copied.bytes()));
        assertFoundAt("event 1 of trial|foreign", "was not requested before");
        insert(new StoredEntry("snapshot|x", 1, copied.serializer(), copied.manifest(), copied.bytes()));
        assertFoundAt("event 1 of snapshot|x", "is of neither a campaign nor a trial");
        insert(new StoredEntry("campaign|x", 1, copied.serializer(), copied.manifest(), copied.bytes()));
        assertFoundAt("event 1 of campaign|x", "is of neither a campaign nor a trial");
        StoredEntry start = rows.get(0);
        insert(new StoredEntry("campaign|x", 1, start.serializer(), start.manifest(), start.bytes()));
        assertFoundAt("event 1 of campaign|x", "is of another campaign than digits-1");
    }

    @Test
    void eventThatIsChangedAndSealedAgainIsFoundAtTheOneBehindIt() throws SQLException {
        record(Campaigns.tiny().events());
        for (StoredEntry row : rows) {
            Entry<?> entry = row.entry();
            Object changed = entry.event() instanceof CampaignEvent
                    ? new StopRequested(Instant.EPOCH, "forged")
                    : new UpdateRefused(Instant.EPOCH, 0, 0, "forged", "forged");
            ChainHead before = new ChainHead(entry.sequence() - 1, entry.previous());
            StoredEntry sealed = StoredEntry.of(row.persistenceId(), EventCodec.seal(before, changed));
            update("\"event_payload\" = ?", row, sealed.bytes());
            update("\"event_ser_manifest\" = ?", row, sealed.manifest());
            assertFound(row, "sealed again");
        }
    }

    @Test
    void wholeTrialThatIsGoneIsMissedWhereItWasReported() throws SQLException {
        record(Campaigns.small().events());
        for (String entity : ledger.heads().keySet()) {
            if (!entity.equals(CAMPAIGN)) {
                delete(" WHERE \"persistence_id\" = ?", entity);
                assertFoundAt(place(reportOf(entity).orElseThrow()), "of which only the first 0 are there");
            }
        }
        delete(" WHERE \"persistence_id\" = ?", CAMPAIGN);
        assertFoundAt("the ledger", "has no event of a campaign");
    }

    @Test
    void endThatIsCutOffIsMissedByWhoKnowsTheHead() throws SQLException {
        record(Campaigns.unfinished().events());
        List<Long> campaign = rows.stream()
                .filter(row -> row.persistenceId().equals(CAMPAIGN))
                .map(StoredEntry::sequenceNumber)
                .toList();
        for (long last : campaign.subList(campaign.size() - 9, campaign.size())) {
            delete(" WHERE \"persistence_id\" = ? AND \"sequence_number\" >= ?", CAMPAIGN, last);
            Optional<Flaw> flaw = verify(ledger.heads());
            database.rollback();
            assertThat(flaw).as("cut off before %s", last).isPresent();
        }

        // Nobody can tell that from an honest ledger but who was there.
        delete(" WHERE \"persistence_id\" LIKE ?", "trial|digits-1-4-%");
        delete(" WHERE \"persistence_id\" = ? AND \"sequence_number\" > ?", CAMPAIGN, campaign.size() - 3);
        assertThat(verify(Map.of())).isEmpty();
        assertThat(verify(Map.of(CAMPAIGN, ledger.heads().get(CAMPAIGN)))).hasValueSatisfying(flaw -> {
            assertThat(flaw.place()).isEqualTo(CAMPAIGN);
            assertThat(flaw.problem())
                    .contains("has no event " + campaign.size() + ", which the checkpoint vouches for");
        });
    }

    @Test
    void endThatIsWrittenAnewIsFoundByWhoKnowsTheHead() throws SQLException {
        record(Campaigns.withoutGain().events());
        List<StoredEntry> campaign = rows.stream()
                .filter(row -> row.persistenceId().equals(CAMPAIGN))
                .toList();
        StoredEntry last = campaign.get(campaign.size() - 1);
        StoredEntry review = campaign.get(campaign.size() - 2);
        Entry<?> entry = review.entry();
        CampaignEvent.CandidateReviewed said = (CampaignEvent.CandidateReviewed) entry.event();
        Entry<?> forged = EventCodec.seal(
                new ChainHead(entry.sequence() - 1, entry.previous()),
                new CampaignEvent.CandidateReviewed(
                        said.at(), said.candidate(), Verdict.KEEP, 0.99, said.comparison(), "better than ever"));
        update("\"event_payload\" = ?", review, forged.bytes());
        update(
                "\"event_payload\" = ?",
                last,
                EventCodec.seal(forged.head(), last.entry().event()).bytes());

        assertThat(verify(Map.of())).isEmpty();
        for (StoredEntry known : List.of(review, last)) {
            assertThat(verify(Map.of(CAMPAIGN, known.entry().head()))).hasValueSatisfying(flaw -> {
                assertThat(flaw.place()).isEqualTo(place(known));
                assertThat(flaw.problem()).contains("another event than the one that the checkpoint vouches for");
            });
        }
        assertThat(verify(Map.of(CAMPAIGN, campaign.get(4).entry().head()))).isEmpty();
    }

    /** Who reads without verifying sees what was changed too, or that part of the ledger which was not. */
    @Test
    void noReadingCommandShowsAChangedChain() throws SQLException {
        record(Campaigns.tiny().events());
        StoredEntry changed = rows.get(2);
        Entry<?> entry = changed.entry();
        update(
                "\"event_payload\" = ?",
                changed,
                EventCodec.seal(
                                new ChainHead(entry.sequence() - 1, entry.previous()),
                                new UpdateRefused(Instant.EPOCH, 0, 0, "forged", "forged"))
                        .bytes());
        update("\"event_ser_manifest\" = ?", changed, "UpdateRefused.v1");

        try (JournalReader reader = new JournalReader("here", database, Optional.empty(), () -> {})) {
            assertThat(catchThrowable(() -> reader.campaign("digits-1")))
                    .isInstanceOfSatisfying(
                            JournalException.class, e -> assertThat(e.problem()).isEqualTo(Problem.NOT_INTACT))
                    .hasMessageContaining("UpdateRefused.v1, which does not belong there");
            database = new H2Journal(folder).connectToWrite();
            database.setAutoCommit(false);
        }
    }

    /**
     * Fails unless the change is found where it was made, or right behind; of the last event of a chain that nothing vouches for
     * yet, by who knows the head.
     */
    private void assertFound(StoredEntry row, String change) throws SQLException {
        Optional<Flaw> flaw = verify(Map.of());
        Optional<Flaw> known = verify(ledger.heads());
        database.rollback();
        boolean isEnd = ledger.heads().get(row.persistenceId()).sequence() == row.sequenceNumber()
                && (row.persistenceId().equals(CAMPAIGN)
                        || reportOf(row.persistenceId()).isEmpty());
        assertThat(known).as(change).isPresent();
        if (!isEnd || flaw.isPresent()) {
            assertThat(flaw).as("%s of %s", change, row).isPresent();
            assertThat(flaw.orElseThrow().place()).as("%s: %s", change, flaw).isIn(places(row));
        } else {
            assertThat(known.orElseThrow().place()).isIn(place(row), row.persistenceId());
        }
    }

    private void assertFoundAt(String place, String problem) throws SQLException {
        Optional<Flaw> flaw = verify(Map.of());
        database.rollback();
        assertThat(flaw).isPresent();
        assertThat(flaw.orElseThrow().place()).isEqualTo(place);
        assertThat(flaw.orElseThrow().problem()).contains(problem);
    }

    /** Where the change of a row may show: there, and in what vouches for it. */
    private Set<String> places(StoredEntry row) {
        Set<String> places = new HashSet<>(List.of(place(row)));
        places.add("event " + (row.sequenceNumber() + 1) + " of " + row.persistenceId());
        if (row.persistenceId().startsWith("trial|")) {
            reportOf(row.persistenceId()).map(JournalTamperTest::place).ifPresent(places::add);
        }
        if (row.entry().event() instanceof TrialRequested requested) {
            places.add("event 1 of trial|" + requested.trialId());
        }
        // A row that has moved to another entity, or to the end of its own.
        places.addAll(List.of(
                "event 1000 of " + row.persistenceId(),
                "event " + row.sequenceNumber() + " of campaign|another",
                "event " + row.sequenceNumber() + " of neither",
                "event " + row.sequenceNumber() + " of trial|of another campaign"));
        return places;
    }

    private Optional<StoredEntry> reportOf(String trial) {
        return rows.stream()
                .filter(row -> row.entry().event() instanceof CampaignEvent.TrialReported reported
                        && ("trial|" + reported.trialId()).equals(trial))
                .findFirst();
    }

    private StoredEntry row(String persistenceId, long sequence) {
        return rows.stream()
                .filter(row -> row.persistenceId().equals(persistenceId) && row.sequenceNumber() == sequence)
                .findFirst()
                .orElseThrow();
    }

    private String otherManifest(StoredEntry row) {
        return rows.stream()
                .map(StoredEntry::manifest)
                .filter(manifest -> !manifest.equals(row.manifest()))
                .findFirst()
                .orElseThrow();
    }

    private static String place(StoredEntry row) {
        return "event " + row.sequenceNumber() + " of " + row.persistenceId();
    }

    private Optional<Flaw> verify(Map<String, ChainHead> known) {
        // Not closed: the connection is the test's.
        return VerifiedLedger.ofJournal(new JournalReader("here", database, Optional.empty(), () -> {}), known)
                .flaw();
    }

    private void update(String column, StoredEntry row, Object value) throws SQLException {
        execute("UPDATE \"event_journal\" SET " + column + WHERE, value, row.persistenceId(), row.sequenceNumber());
    }

    private void delete(String where, Object... arguments) throws SQLException {
        execute("DELETE FROM \"event_journal\"" + where, arguments);
    }

    private void insert(StoredEntry row) throws SQLException {
        execute(
                "INSERT INTO \"event_journal\" (\"persistence_id\", \"sequence_number\", \"writer\","
                        + " \"write_timestamp\", \"adapter_manifest\", \"event_payload\", \"event_ser_id\","
                        + " \"event_ser_manifest\") VALUES (?, ?, '', 0, '', ?, ?, ?)",
                row.persistenceId(),
                row.sequenceNumber(),
                row.bytes(),
                row.serializer(),
                row.manifest());
    }

    private void execute(String statement, Object... arguments) throws SQLException {
        try (PreparedStatement prepared = database.prepareStatement(statement)) {
            List<Object> values = new ArrayList<>(List.of(arguments));
            for (int i : IntStream.range(0, values.size()).toArray()) {
                prepared.setObject(i + 1, values.get(i));
            }
            assertThat(prepared.executeUpdate()).isPositive();
        }
    }
}
