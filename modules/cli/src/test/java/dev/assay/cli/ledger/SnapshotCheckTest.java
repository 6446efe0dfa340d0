package dev.assay.cli.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.JournalWriter;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.journal.StoredSnapshot;
import dev.assay.ledger.trial.TrialChain;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.verify.Flaw;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.cost.Cost;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.serialization.SnapshotSerializer;
import dev.assay.testkit.task.TestingTask;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger whose chains are intact, with snapshots that are or are not what its events come to. */
class SnapshotCheckTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Recipe RECIPE = Recipe.parse(TestingTask.fedAvg());
    private static final String TRIAL = "c/c000/seed-1";
    private static final String CAMPAIGN_ID = LedgerIds.campaign("c").id();
    private static final String TRIAL_ID = LedgerIds.trial(TRIAL).id();
    private static final List<CampaignEvent> CAMPAIGN = List.of(
            new CampaignStarted(NOW, "c", 7, "profile", "program", new TreeMap<>(), 16),
            new CandidateProposed(NOW, new Candidate(0, RECIPE, 0, "fedavg", "as it is", "profile")),
            new TrialRequested(NOW, TRIAL, 0, 1, false),
            new StopRequested(NOW, "Ctrl-C"));
    private static final List<TrialEvent> OF_TRIAL = List.of(
            new TrialStarted(
                    NOW, new TrialPlan(TRIAL, "c", "c000", RECIPE, 1, false), List.of("a"), "engine", new TreeMap<>()),
            new UpdateRefused(NOW, 0, 0, "LATE", "too late"),
            new RoundCompleted(NOW, 0, Digest.ofText("model"), Digest.ofText("checkpoint"), List.of(), Cost.NONE));

    @TempDir
    private Path run;

    /** After 0, 1, ... events. */
    private final List<CampaignChain> campaign = new ArrayList<>(List.of(CampaignChain.EMPTY));

    private final List<TrialChain> trial = new ArrayList<>(List.of(TrialChain.EMPTY));
    private final SnapshotSerializer serializer = new SnapshotSerializer();

    @BeforeEach
    void writeLedger() {
        List<Entry<CampaignEvent>> ofCampaign = EventCodec.sealAll(ChainHead.START, CAMPAIGN);
        ofCampaign.forEach(
                entry -> campaign.add(campaign.get(campaign.size() - 1).apply(entry)));
        List<Entry<TrialEvent>> ofTrial =
                EventCodec.sealAll(ChainHead.anchoredIn(ofCampaign.get(2).hash()), OF_TRIAL);
        ofTrial.forEach(entry -> trial.add(trial.get(trial.size() - 1).apply(entry)));
        try (JournalWriter journal = JournalWriter.into(new H2Journal(run))) {
            ofCampaign.forEach(entry -> journal.append(StoredEntry.of(CAMPAIGN_ID, entry)));
            ofTrial.forEach(entry -> journal.append(StoredEntry.of(TRIAL_ID, entry)));
            journal.commit();
        }
    }

    private void snapshot(String id, long sequence, Object state) {
        snapshot(id, sequence, SnapshotSerializer.IDENTIFIER, SnapshotSerializer.FORMAT, serializer.toBinary(state));
    }

    private void snapshot(String id, long sequence, int serializerId, String manifest, byte[] bytes) {
        try (JournalWriter journal = JournalWriter.onto(new H2Journal(run))) {
            journal.append(new StoredSnapshot(id, sequence, serializerId, manifest, bytes));
            journal.commit();
        }
    }

    private LedgerCheck check() throws Exception {
        return LedgerCheck.of(run, Map.of());
    }

    private void expectFlaw(String place, String problem) throws Exception {
        Flaw flaw = check().flaw().orElseThrow();
        assertThat(flaw.place()).isEqualTo(place);
        assertThat(flaw.problem()).contains(problem);
    }

    @Test
    void snapshotsThatAreWhatTheirEventsComeToAreFine() throws Exception {
        snapshot(CAMPAIGN_ID, 2, campaign.get(2));
        snapshot(CAMPAIGN_ID, 4, campaign.get(4));
        snapshot(TRIAL_ID, 2, trial.get(2));
        snapshot(TRIAL_ID, 3, trial.get(3));

        LedgerCheck check = check();

        assertThat(check.flaw()).isEmpty();
        assertThat(check.snapshots()).isEqualTo(new SnapshotCheck(Optional.empty(), 4, 0));
    }

    @Test
    void ledgerWithoutSnapshotsIsFine() throws Exception {
        assertThat(check().flaw()).isEmpty();
    }

    @Test
    void stateOfAnotherMomentIsFound() throws Exception {
        snapshot(CAMPAIGN_ID, 4, campaign.get(3));

        expectFlaw("snapshot at event 4 of campaign|c", "is not what its events come to");
        assertThat(LedgerCheck.ofChains(run, Map.of()).flaw())
                .as("what is found in the events alone")
                .isEmpty();
    }

    /** As somebody would do it who wants a resumed campaign to decide otherwise: the head is right, the state is not. */
    @Test
    void campaignWithAnotherStateUnderTheRightHeadIsFound() throws Exception {
        CampaignChain right = campaign.get(4);
        snapshot(CAMPAIGN_ID, 2, campaign.get(2));
        snapshot(CAMPAIGN_ID, 4, new CampaignChain(right.head(), campaign.get(3).state(), right.requests()));

        expectFlaw("snapshot at event 4 of campaign|c", "is not what its events come to");
    }

    @Test
    void trialWithAnotherStateUnderTheRightHeadIsFound() throws Exception {
        TrialChain right = trial.get(3);
        snapshot(
                TRIAL_ID,
                3,
                new TrialChain(right.head(), right.anchor(), trial.get(2).state()));

        expectFlaw("snapshot at event 3 of trial|" + TRIAL, "is not what its events come to");
    }

    @Test
    void snapshotOfAnotherEntityIsFound() throws Exception {
        snapshot(TRIAL_ID, 2, campaign.get(2));

        expectFlaw("snapshot at event 2 of trial|" + TRIAL, "is not what its events come to");
    }

    @Test
    void snapshotBehindTheLastEventIsFound() throws Exception {
        snapshot(CAMPAIGN_ID, 5, campaign.get(4));

        expectFlaw("snapshot at event 5 of campaign|c", "is of events that are not there");
    }

    @Test
    void snapshotOfAnEntityWithoutEventsIsFound() throws Exception {
        snapshot("trial|c/c000/seed-2", 1, trial.get(1));

        expectFlaw("snapshot at event 1 of trial|c/c000/seed-2", "is of events that are not there");
    }

    @Test
    void damagedSnapshotIsFound() throws Exception {
        byte[] bytes = serializer.toBinary(campaign.get(4));
        bytes[bytes.length - 1] ^= 1;
        snapshot(CAMPAIGN_ID, 4, SnapshotSerializer.IDENTIFIER, SnapshotSerializer.FORMAT, bytes);

        expectFlaw("snapshot at event 4 of campaign|c", "cannot be read: the snapshot is damaged");
    }

    /** Another serializer's would be read without a digest. */
    @Test
    void snapshotThatThisProgramDidNotWriteIsFound() throws Exception {
        snapshot(CAMPAIGN_ID, 4, 7_101, "kryo", new byte[] {1});

        expectFlaw("snapshot at event 4 of campaign|c", "its serializer is 7101");
    }

    @Test
    void snapshotOfAnotherReleaseIsLeftAlone() throws Exception {
        snapshot(CAMPAIGN_ID, 4, SnapshotSerializer.IDENTIFIER, "snapshot.v0", new byte[] {1});

        LedgerCheck check = check();

        assertThat(check.flaw()).isEmpty();
        assertThat(check.snapshots()).isEqualTo(new SnapshotCheck(Optional.empty(), 0, 1));
    }
}
