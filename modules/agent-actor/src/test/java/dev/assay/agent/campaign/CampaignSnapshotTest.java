package dev.assay.agent.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.assay.agent.campaign.CampaignUpdate.CurrentState;
import dev.assay.agent.campaign.CampaignUpdate.EventStored;
import dev.assay.agent.decision.CampaignRules;
import dev.assay.agent.decision.TestingRules;
import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.StoredSnapshot;
import dev.assay.runtime.serialization.SnapshotSerializer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.FishingOutcome;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A campaign's snapshots in the journal that runs have. */
@Timeout(120)
class CampaignSnapshotTest {
    private static final int EVERY = 7;
    private static final String CAMPAIGN = "digits-1";
    private static final String ID = LedgerIds.campaign(CAMPAIGN).id();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final CampaignRules RULES = TestingRules.with();

    @TempDir
    private Path run;

    private Journal.Hold hold;
    private ActorTestKit kit;
    private TestProbe<CampaignUpdate> watcher;
    private CampaignChain atRecovery;

    @BeforeEach
    void formCluster() {
        H2Journal journal = new H2Journal(run);
        hold = journal.hold();
        kit = ActorTestKit.create(
                "campaign",
                ConfigFactory.parseString("assay.ledger.snapshot-every.campaign = " + EVERY)
                        .withFallback(journal.config())
                        .withFallback(ConfigFactory.parseResources("application-test.conf"))
                        .withFallback(ConfigFactory.parseResources("simulation.conf"))
                        .withFallback(ConfigFactory.load()));
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        TestingTrials.start(kit.system());
    }

    @AfterEach
    void leaveCluster() {
        kit.shutdownTestKit();
        hold.close();
    }

    private ActorRef<Campaign.Command> campaign() {
        ActorRef<Campaign.Command> campaign = kit.spawn(
                Campaign.create(CAMPAIGN, 2, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), (profile, program) -> RULES));
        watcher = kit.createTestProbe(CampaignUpdate.class);
        campaign.tell(new Campaign.Watch(watcher.ref()));
        atRecovery = watcher.expectMessageClass(CurrentState.class, PATIENCE).chain();
        return campaign;
    }

    /** Runs a campaign to its end and stops its actor. */
    private CampaignChain finished() {
        ActorRef<Campaign.Command> campaign = campaign();
        campaign.tell(new Campaign.Start(
                new CampaignSpec(11, RULES.profile().text(), RULES.program().text(), new TreeMap<>(), 3)));
        watcher.fishForMessage(PATIENCE, CampaignSnapshotTest::untilFinished);
        kit.stop(campaign);
        return fold();
    }

    private static FishingOutcome untilFinished(CampaignUpdate update) {
        return update instanceof EventStored stored && stored.entry().event() instanceof CampaignFinished
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore();
    }

    /** What all stored events come to. */
    @SuppressWarnings("unchecked")
    private CampaignChain fold() {
        List<CampaignChain> chains = new ArrayList<>(List.of(CampaignChain.EMPTY));
        try (JournalReader journal = JournalReader.open(run)) {
            journal.rows(
                    ID, row -> chains.add(chains.get(chains.size() - 1).apply((Entry<CampaignEvent>) row.entry())));
        }
        return chains.get(chains.size() - 1);
    }

    private List<StoredSnapshot> snapshots() {
        try (JournalReader journal = JournalReader.open(run)) {
            return journal.snapshots();
        }
    }

    private long lastSnapshot() {
        return snapshots().stream()
                .mapToLong(StoredSnapshot::sequenceNumber)
                .max()
                .orElseThrow();
    }

    private int update(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + run.resolve("ledger"), "sa", "");
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Test
    void lastTwoAreKeptAndNoEventIsDeleted() {
        CampaignChain end = finished();

        watcher.awaitAssert(PATIENCE, () -> {
            assertThat(snapshots()).hasSizeBetween(1, 2);
            return true;
        });
        assertThat(snapshots()).allSatisfy(snapshot -> {
            assertThat(snapshot.persistenceId()).isEqualTo(ID);
            assertThat(snapshot.serializer()).isEqualTo(SnapshotSerializer.IDENTIFIER);
            assertThat(snapshot.manifest()).isEqualTo(SnapshotSerializer.FORMAT);
        });
        assertThat(lastSnapshot())
                .isBetween(end.head().sequence() - 2 * EVERY, end.head().sequence());
        List<Long> numbers = new ArrayList<>();
        try (JournalReader journal = JournalReader.open(run)) {
            journal.rows(ID, row -> numbers.add(row.sequenceNumber()));
        }
        assertThat(numbers)
                .hasSizeGreaterThan(3 * EVERY)
                .isEqualTo(
                        LongStream.rangeClosed(1, end.head().sequence()).boxed().toList());
    }

    /** The events before the snapshot are taken away: only from the snapshot can the campaign still be what it was. */
    @Test
    void restartedCampaignGoesOnFromItsSnapshot() throws Exception {
        CampaignChain end = finished();
        assertThat(update("DELETE FROM \"event_journal\" WHERE \"sequence_number\" <= " + lastSnapshot()))
                .isPositive();

        campaign();

        assertThat(atRecovery).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"snapshot_payload\" = X'0102'",
                "\"snapshot_payload\" = SUBSTRING(\"snapshot_payload\" FROM 1 FOR 100)",
                "\"snapshot_ser_manifest\" = 'snapshot.v0'",
                "\"snapshot_ser_id\" = 99"
            })
    void snapshotThatCannotBeReadCostsTimeOnly(String damage) throws Exception {
        CampaignChain end = finished();
        assertThat(update("UPDATE \"snapshot\" SET " + damage)).isPositive();

        campaign();

        assertThat(atRecovery).isEqualTo(end);
    }

    @Test
    void snapshotThatCannotBeWrittenHarmsNothing() throws Exception {
        update("ALTER TABLE \"snapshot\" ALTER COLUMN \"snapshot_payload\" RENAME TO \"elsewhere\"");

        CampaignChain end = finished();
        campaign();

        assertThat(end.state().isFinished()).isTrue();
        assertThat(atRecovery).isEqualTo(end);
    }
}
