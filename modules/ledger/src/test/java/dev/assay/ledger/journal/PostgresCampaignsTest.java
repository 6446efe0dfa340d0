package dev.assay.ledger.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.CampaignDirectory.Listed;
import dev.assay.ledger.journal.JournalException.Problem;
import dev.assay.ledger.journal.TestingPlace.PostgresDatabase;
import dev.assay.ledger.wire.EventCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database's campaigns as a cluster has them, beside processes that want them for themselves. */
@Timeout(60)
class PostgresCampaignsTest {
    private final PostgresDatabase database = TestingPlace.newDatabase();
    private final PostgresCampaigns cluster = new PostgresCampaigns(database.settings());

    @BeforeEach
    void makeTables() {
        database.prepare();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private List<Entry<CampaignEvent>> write(String campaign, CampaignEvent... events) {
        List<Entry<CampaignEvent>> entries = EventCodec.sealAll(ChainHead.START, List.of(events));
        try (JournalWriter writer = JournalWriter.into(database.journal(campaign))) {
            entries.forEach(entry ->
                    writer.append(StoredEntry.of(LedgerIds.campaign(campaign).id(), entry)));
            writer.commit();
        }
        return entries;
    }

    private static CampaignEvent event(String text) {
        return new StopRequested(Instant.EPOCH, text);
    }

    private static void assertProblem(ThrowingCallable action, Problem problem, String words) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.problem()).isEqualTo(problem))
                .hasMessageContaining(words);
    }

    @Test
    void campaignsAreListedInTheOrderOfTheirBeginningAndSayWhetherTheyAreFinished() {
        assertThat(cluster.list()).isEmpty();
        write("z", event("one"), new CampaignFinished(Instant.EPOCH, "done"));
        write("a", event("one"));

        assertThat(cluster.list()).containsExactly(new Listed("z", true), new Listed("a", false));
    }

    @Test
    void eventsComeFromAnyNumberOnAndPageByPage() {
        String large = "x".repeat(40_000);
        List<Entry<CampaignEvent>> written = write(
                "toy", IntStream.range(0, 7).mapToObj(n -> event(n + large)).toArray(CampaignEvent[]::new));
        List<Entry<CampaignEvent>> read = new ArrayList<>();
        int pages = 0;
        for (List<Entry<CampaignEvent>> page = cluster.events("toy", 0);
                !page.isEmpty();
                page = cluster.events("toy", read.size())) {
            read.addAll(page);
            pages++;
        }

        assertThat(read).isEqualTo(written);
        assertThat(pages).isEqualTo(4);
        assertThat(cluster.events("toy", 5)).isEqualTo(written.subList(5, 7));
        assertThat(cluster.events("toy", 7)).isEmpty();
    }

    @Test
    void loneProcessIsKeptOutOfACampaignThatAClusterHas() {
        cluster.keep("toy");
        cluster.keep("toy");

        assertProblem(() -> database.journal("toy").hold(), Problem.LOCKED, "is being run by a cluster");
        database.journal("other").hold().close();
        cluster.letGo("toy");
        database.journal("toy").hold().close();
    }

    @Test
    void nodesOfAClusterHaveACampaignTogether() {
        try (PostgresCampaigns second = new PostgresCampaigns(database.settings())) {
            cluster.keep("toy");
            second.keep("toy");
            cluster.letGo("toy");

            assertProblem(() -> database.journal("toy").hold(), Problem.LOCKED, "is being run by a cluster");
        }
        database.journal("toy").hold().close();
    }

    @Test
    void campaignThatALoneProcessWritesIsNotKept() {
        try (Journal.Hold alone = database.journal("toy").hold()) {
            assertProblem(() -> cluster.keep("toy"), Problem.LOCKED, "is being written by another process");
            assertThat(alone.lost().toCompletableFuture()).isNotDone();
        }
        cluster.keep("toy");
    }

    @Test
    void nameThatTheDatabaseHasIsNoNewCampaigns() {
        write("toy", event("one"));

        assertProblem(() -> cluster.keepNew("toy"), Problem.EXISTS, "there are events already");
        database.journal("toy").hold().close();
        cluster.keepNew("other");
        assertProblem(() -> database.journal("other").hold(), Problem.LOCKED, "is being run by a cluster");
    }

    @Test
    void locksAreTakenAgainWhenTheirConnectionWasCutAndTheLossOfOneIsTold() throws SQLException {
        List<String> lost = new ArrayList<>();
        cluster.onLost(lost::add);
        cluster.keep("toy");
        cluster.keep("other");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
            try (Journal.Hold alone = database.journal("other").hold()) {
                cluster.check();

                assertThat(lost).containsExactly("other");
                assertThat(alone.lost().toCompletableFuture()).isNotDone();
                assertProblem(() -> database.journal("toy").hold(), Problem.LOCKED, "is being run by a cluster");
            }
        }
    }
}
