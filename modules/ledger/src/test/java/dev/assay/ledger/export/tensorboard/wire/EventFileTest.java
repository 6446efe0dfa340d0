package dev.assay.ledger.export.tensorboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.export.trial.Scalar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFileTest {
    /**
     * {@code peer.tfevents} was written by TensorBoard 2.21's own {@code RecordWriter} and {@code event_pb2}: the version at
     * 1767323046.25, then three records with the values below.
     */
    @Test
    void hasTheBytesThatTensorBoardsOwnWriterMakes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EventFile file = new EventFile(bytes, at("46.25"));
        file.write(List.of(
                new Scalar("round/mean_loss", 0, at("47.125"), 2.5),
                new Scalar("cost/bytes_down", 0, at("47.125"), 5_000_000_001.0)));
        file.write(List.of(new Scalar("round/mean_loss", 1, at("48.123456789"), 0.1)));
        file.write(List.of(
                new Scalar("score/selection", 300, at("49"), 0),
                new Scalar("score/hold_out", 300, at("49"), Double.POSITIVE_INFINITY)));

        try (var peer = EventFileTest.class.getResourceAsStream("peer.tfevents")) {
            assertThat(bytes.toByteArray()).isEqualTo(peer.readAllBytes());
        }
    }

    private static Instant at(String seconds) {
        return Instant.ofEpochSecond(1_767_323_000).plusNanos((long) (Double.parseDouble(seconds) * 1e9));
    }
}
