package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.journal.PostgresCampaigns;
import dev.assay.ledger.journal.PostgresSettings;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns of a cluster, in one database and with one folder of blobs: what one of them leaves to be removed. */
@Timeout(120)
class ClusterGcTest {
    private static final String MODEL = "the model of first";
    private static final String OTHER_MODEL = "the model of second";
    private static final String CHECKPOINT = "a checkpoint of second";
    private static final String STALE = "a checkpoint that nobody goes on from";

    @TempDir
    Path folder;

    private TestingDatabase database;
    private BlobStore servers;
    private Path run;

    /** The first has ended, the second is mid-trial. */
    @BeforeEach
    void twoCampaigns() throws Exception {
        database = TestingDatabase.prepared(folder);
        Path blobs = Files.createDirectory(folder.resolve("servers"));
        servers = new BlobStore(blobs);
        run = folder.resolve("run");
        database.add("first", new StopRequested(Instant.EPOCH, "x"));
        database.addTrial("first", "c000/seed-1", round(STALE), ended(MODEL));
        finish("first");
        database.add("second", new StopRequested(Instant.EPOCH, "x"));
        database.addTrial("second", "c000/seed-1", round(STALE), ended(OTHER_MODEL));
        database.addTrial("second", "c000/seed-2", round(CHECKPOINT));
        for (String content : List.of(MODEL, OTHER_MODEL, CHECKPOINT, STALE)) {
            servers.put(content.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(attach(run, "first").status()).isZero();
    }

    private static TrialEvent round(String checkpoint) {
        return new RoundCompleted(
                Instant.EPOCH, 0, Digest.ofText("m"), Digest.ofText(checkpoint), List.of(), Cost.NONE);
    }

    private static TrialEvent ended(String model) {
        return new TrialEnded(Instant.EPOCH, new Scored(0.5, OptionalDouble.empty(), Digest.ofText(model), Cost.NONE));
    }

    private void finish(String campaign) throws InvalidInput {
        database.add(campaign, new CampaignFinished(Instant.EPOCH, "done"));
    }

    private boolean isThere(String content) throws IOException {
        return servers.get(Digest.ofText(content)).isPresent();
    }

    private Path file(String content) {
        return run.resolve("blobs").resolve(folder.resolve("servers").relativize(servers.path(Digest.ofText(content))));
    }

    private InvokedCommand attach(Path to, String campaign) {
        return InvokedCommand.of(
                "ledger",
                "attach",
                to,
                "--campaign",
                campaign,
                "--ledger",
                database.settings(),
                "--blobs",
                folder.resolve("servers"));
    }

    private InvokedCommand gc(String... options) {
        return InvokedCommand.of(Stream.concat(Stream.of("ledger", "gc", run), Stream.of(options))
                .toArray());
    }

    @Test
    void whatAnyCampaignOfTheDatabaseNeedsIsKept() throws Exception {
        finish("second");

        assertThat(gc().out()).contains("removable    1 file, ", "gc " + run + " --remove' removes them");
        InvokedCommand removed = gc("--remove");

        assertThat(removed.err()).isEmpty();
        assertThat(removed.status()).isZero();
        assertThat(removed.out())
                .contains("removed      1 file, ", run.relativize(file(STALE)) + "  ")
                .contains("needed       3 files, ", ", by 2 campaigns of the database")
                .doesNotContain("left alone", "note");
        assertThat(isThere(STALE)).isFalse();
        assertThat(isThere(MODEL)).isTrue();
        assertThat(isThere(OTHER_MODEL)).isTrue();
        assertThat(isThere(CHECKPOINT)).isTrue();
        assertThat(run.resolve("blobs")).isSymbolicLink();
        assertThat(gc("--remove").out()).startsWith("nothing to remove\n");
    }

    @Test
    void nothingIsRemovedWhileAnyCampaignOfTheDatabaseHasNotEnded() throws Exception {
        InvokedCommand refused = gc("--remove");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .startsWith("assay: nothing was removed: ")
                .contains("by second, which has not ended", "assay campaign stop NAME")
                .doesNotContain("\tat ");
        assertThat(refused.out()).isEmpty();
        assertThat(isThere(STALE)).isTrue();
        assertThat(gc().out())
                .contains("removable    1 file, ", "note         campaign 'second' has not ended")
                .doesNotContain("--remove");
        assertThat(gc("--json").out()).contains("\"not_ended\":[\"second\"]");
    }

    @Test
    void campaignThatTheClusterRunsIsNotLookedAtEither() throws Exception {
        Path own = folder.resolve("own");
        try (PostgresCampaigns cluster = new PostgresCampaigns(PostgresSettings.read(database.settings()))) {
            cluster.keep("second");
            attach(own, "second");

            InvokedCommand listed = InvokedCommand.of("ledger", "gc", own);
            assertThat(listed.status()).isEqualTo(2);
            assertThat(listed.err()).contains("is being run by a cluster");
            assertThat(InvokedCommand.of("ledger", "gc", own, "--remove").err())
                    .contains("by second, which has not ended");
        }
        assertThat(isThere(STALE)).isTrue();
    }

    @Test
    void onlyItsOwnModelsAreMissed() throws Exception {
        finish("second");
        servers.delete(Digest.ofText(OTHER_MODEL));
        assertThat(gc().status()).isZero();

        servers.delete(Digest.ofText(MODEL));
        InvokedCommand refused = gc("--remove");

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err()).contains(file(MODEL) + ", the final model of trial first/c000/seed-1, is gone");
        assertThat(isThere(STALE)).isTrue();
    }

    @Test
    void nothingIsRemovedBesideACampaignWhoseEventsCannotBeBelieved() throws Exception {
        finish("second");
        PostgresSettings settings = PostgresSettings.read(database.settings());
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + settings.host() + ":" + settings.port() + "/" + settings.database(),
                        settings.user(),
                        settings.password().orElseThrow());
                Statement change = connection.createStatement()) {
            assertThat(change.executeUpdate("DELETE FROM \"event_journal\" WHERE \"sequence_number\" = 1"
                            + " AND \"persistence_id\" = 'trial|second/c000/seed-1'"))
                    .isOne();
        }

        InvokedCommand refused = gc("--remove");

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err()).contains("trial|second/c000/seed-1");
        assertThat(isThere(STALE)).isTrue();
    }
}
