package dev.assay.ledger.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class JournalTroubleTest {
    @Test
    void fullDiskIsSaidInTheWordsOfTheOperatingSystem() {
        SQLException ofDatabase = new SQLException("The database has been closed [90098-252]");
        ofDatabase.initCause(new IllegalStateException(
                "Writing to a channel failed; length 480 at 1912832", new IOException("No space left on device")));

        assertThat(JournalTrouble.words(new RuntimeException("exception during recovery", ofDatabase)))
                .isEqualTo("cannot use the ledger: No space left on device");
    }

    @Test
    void serverThatIsGoneIsSaidInTheWordsOfItsDriver() {
        SQLException refused =
                new SQLException("Connection to 10.0.0.7:5432 refused.\nCheck that it accepts connections.", "08001");
        refused.initCause(new ConnectException("Connection refused"));

        assertThat(JournalTrouble.words(new SQLException("slick - Connection is not available", refused)))
                .isEqualTo("cannot use the ledger: its database server is out of reach: "
                        + "Connection to 10.0.0.7:5432 refused");
    }

    /** The end of the connection is an IOException too, and says nothing to a person. */
    @Test
    void serverThatBreaksOffIsNotTakenForAFile() {
        SQLException broken =
                new SQLException("An I/O error occurred while sending to the backend.", "08006", new EOFException());

        assertThat(JournalTrouble.words(new SQLException("Batch entry 0 was aborted", "08006", broken)))
                .isEqualTo("cannot use the ledger: its database server is out of reach: "
                        + "An I/O error occurred while sending to the backend");
    }

    @Test
    void databaseThatIsSilentIsNotSaidInTheWordsOfWhoWaited() {
        assertThat(JournalTrouble.words(new RuntimeException(
                        "Failed to persist event", new TimeoutException("Circuit Breaker Timed out."))))
                .isEqualTo("cannot use the ledger: its database does not answer");
    }

    @Test
    void causesThatComeRoundToThemselvesAndHaveNoMessageEnd() {
        Exception one = new Exception((String) null);
        Exception other = new Exception((String) null, one);
        one.initCause(other);

        assertThat(JournalTrouble.words(one)).isEqualTo("cannot use the ledger: Exception");
    }
}
