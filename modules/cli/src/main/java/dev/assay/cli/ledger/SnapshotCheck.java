package dev.assay.cli.ledger;

import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.journal.StoredSnapshot;
import dev.assay.ledger.trial.TrialChain;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.verify.Flaw;
import dev.assay.runtime.serialization.SnapshotSerializer;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether a journal's snapshots are what its events come to: a campaign that is resumed goes on from the last one, and nothing
 * in the chains vouches for it.
 *
 * @param flaw the first snapshot that is something else; empty when none is
 * @param compared snapshots that are what their events come to
 * @param unread snapshots of other releases' formats, which this release does not read, also not for a resume
 */
record SnapshotCheck(Optional<Flaw> flaw, int compared, int unread) {
    /** Where there is no journal, or its chains are broken already. */
    static final SnapshotCheck NONE = new SnapshotCheck(Optional.empty(), 0, 0);

    /** @param journal whose chains are intact */
    static SnapshotCheck of(JournalReader journal) {
        SortedMap<String, SortedMap<Long, Object>> states = new TreeMap<>();
        SnapshotSerializer serializer = new SnapshotSerializer();
        int compared = 0;
        int unread = 0;
        for (StoredSnapshot snapshot : journal.snapshots()) {
            if (snapshot.serializer() == SnapshotSerializer.IDENTIFIER
                    && !snapshot.manifest().equals(SnapshotSerializer.FORMAT)) {
                unread++;
                continue;
            }
            try {
                states.computeIfAbsent(snapshot.persistenceId(), id -> new TreeMap<>())
                        .put(snapshot.sequenceNumber(), state(snapshot, serializer));
            } catch (NotSerializableException e) {
                return flawed(new Flaw(
                        place(snapshot.persistenceId(), snapshot.sequenceNumber()),
                        "cannot be read: " + e.getMessage()));
            }
            compared++;
        }
        for (Map.Entry<String, SortedMap<Long, Object>> entity : states.entrySet()) {
            Fold fold = new Fold(entity.getKey(), entity.getValue());
            journal.rows(entity.getKey(), fold::next);
            Optional<Flaw> flaw = fold.flaw();
            if (flaw.isPresent()) {
                return flawed(flaw.get());
            }
        }
        return new SnapshotCheck(Optional.empty(), compared, unread);
    }

    private static SnapshotCheck flawed(Flaw flaw) {
        return new SnapshotCheck(Optional.of(flaw), 0, 0);
    }

    private static Object state(StoredSnapshot snapshot, SnapshotSerializer serializer)
            throws NotSerializableException {
        if (snapshot.serializer() != SnapshotSerializer.IDENTIFIER) {
            throw new NotSerializableException(
                    "it was not written by this program: its serializer is " + snapshot.serializer());
        }
        return serializer.fromBinary(snapshot.bytes(), snapshot.manifest());
    }

    private static String place(String persistenceId, long sequenceNumber) {
        return "snapshot at event " + sequenceNumber + " of " + persistenceId;
    }

    /** Of an intact chain: each event is of its entity's kind. */
    @SuppressWarnings("unchecked")
    private static <E> Entry<E> cast(Entry<?> entry) {
        return (Entry<E>) entry;
    }

    /** An entity's events, folded as far as there are snapshots of it. */
    private static final class Fold {
        private final String persistenceId;
        private final SortedMap<Long, Object> snapshots;
        private final List<Flaw> flaws = new ArrayList<>();
        private CampaignChain campaign = CampaignChain.EMPTY;
        private TrialChain trial = TrialChain.EMPTY;

        private Fold(String persistenceId, SortedMap<Long, Object> snapshots) {
            this.persistenceId = persistenceId;
            this.snapshots = new TreeMap<>(snapshots);
        }

        private void next(StoredEntry row) {
            if (snapshots.isEmpty()) {
                return;
            }
            Object state = apply(row.entry());
            Object snapshot = snapshots.remove(row.sequenceNumber());
            if (snapshot != null && !snapshot.equals(state)) {
                flaws.add(new Flaw(place(persistenceId, row.sequenceNumber()), "is not what its events come to"));
            }
        }

        private Object apply(Entry<?> entry) {
            if (LedgerIds.isTrial(persistenceId)) {
                trial = trial.apply(SnapshotCheck.<TrialEvent>cast(entry));
                return trial;
            }
            campaign = campaign.apply(SnapshotCheck.<CampaignEvent>cast(entry));
            return campaign;
        }

        /** What is left has met no event. */
        private Optional<Flaw> flaw() {
            snapshots
                    .keySet()
                    .forEach(number -> flaws.add(new Flaw(
                            place(persistenceId, number),
                            "is of events that are not there: they were cut off, or never were")));
            return flaws.stream().findFirst();
        }
    }
}
