package dev.assay.cli.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.BadInput;
import dev.assay.cli.TestingDatabase;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.journal.H2Journal;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BlobUsersTest {
    @TempDir
    Path folder;

    /** Its files may be among those that were looked at, and no event that was read names them; even if it has ended by now. */
    @Test
    void campaignThatBeganDuringTheLookIsNoticed() throws Exception {
        TestingDatabase database = TestingDatabase.prepared(folder);
        database.add("first", new CampaignFinished(Instant.EPOCH, "done"));
        BlobUsers users = BlobUsers.of(database.journal("first"));
        assertThatCode(users::requireEnded).doesNotThrowAnyException();
        assertThatCode(users::requireNoOther).doesNotThrowAnyException();

        database.add("second", new CampaignFinished(Instant.EPOCH, "done"));

        assertThatThrownBy(users::requireNoOther)
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("nothing was removed")
                .hasMessageContaining("first, second");
    }

    @Test
    void everyCampaignThatHasNotEndedIsNamed() throws Exception {
        TestingDatabase database = TestingDatabase.prepared(folder);
        for (String name : new String[] {"b", "c", "a"}) {
            database.add(name, new StopRequested(Instant.EPOCH, "x"));
        }
        database.add("c", new CampaignFinished(Instant.EPOCH, "done"));

        assertThatThrownBy(BlobUsers.of(database.journal("c"))::requireEnded)
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("by b, a, which have not ended");
    }

    @Test
    void runWithItsLedgerInAFileHasItsFilesToItself() {
        BlobUsers users = BlobUsers.of(new H2Journal(folder));

        assertThat(users.campaigns()).isEmpty();
        assertThatCode(users::requireEnded).doesNotThrowAnyException();
        assertThatCode(users::requireNoOther).doesNotThrowAnyException();
    }
}
