package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.client.site.ModelUpdate;
import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ServerRule;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.artifact.BlobException;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.research.profile.UpdateLimits;
import dev.assay.server.checkpoint.CheckpointStore;
import dev.assay.server.round.OpenRound;
import dev.assay.server.round.UpdateGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundClosingTest {
    private static final Digest SCHEMA = Digest.ofText("schema");
    private static final ServerRule MOMENTUM = new ServerRule.FedAvgM(1, 0.9);

    @TempDir
    private Path folder;

    private static OpenRound open() {
        OpenRound round = new OpenRound(
                new UpdateGuard(
                        "t", SCHEMA, 2, List.of(3), List.of(30L), 1, false, new UpdateLimits(1e6, Optional.empty())),
                MOMENTUM,
                List.of(1),
                ServerState.initial(MOMENTUM, ModelVector.zeros(2)),
                new TreeMap<>(Map.of(0, SiteState.FRESH)),
                System.nanoTime());
        ModelVector diff = ModelVector.copyOf(new float[] {1, 2});
        LocalUpdate update = new LocalUpdate(
                diff, Optional.empty(), 3, 30, 0.5, new SiteState(1, Optional.empty(), Optional.empty()));
        assertThat(round.offer(new ModelUpdate("t", 0, 0, SCHEMA, update))).isEmpty();
        return round;
    }

    @Test
    void roundIsClosedOnceHoweverOftenItsCheckpointIsWritten() throws IOException {
        Path blobs = Files.createFile(folder.resolve("blobs"));
        RoundClosing closing = new RoundClosing("t", open(), new CheckpointStore(new BlobStore(blobs)), true);

        assertThatThrownBy(closing::close).isInstanceOf(BlobException.class);
        assertThatThrownBy(closing::close).isInstanceOf(BlobException.class);
        Files.delete(blobs);
        RoundResult written = closing.close();
        RoundResult again = closing.close();

        RoundResult undisturbed = new RoundClosing(
                        "t", open(), new CheckpointStore(new BlobStore(folder.resolve("other"))), true)
                .close();
        assertThat(written.checkpoint()).isPresent().isEqualTo(undisturbed.checkpoint());
        assertThat(written.model()).isEqualTo(undisturbed.model());
        // The cost has the seconds until it was closed: a second closing would have others.
        assertThat(again.round()).isSameAs(written.round());
    }

    @Test
    void checkpointThatNobodyGoesOnFromIsToldAndNotWritten() throws IOException {
        CheckpointStore store = new CheckpointStore(new BlobStore(folder.resolve("blobs")));

        RoundResult told = new RoundClosing("t", open(), store, false).close();

        assertThat(store.read(told.checkpoint().orElseThrow())).isEmpty();
        assertThat(new RoundClosing("t", open(), store, true).close().checkpoint())
                .isEqualTo(told.checkpoint());
        assertThat(store.read(told.checkpoint().orElseThrow())).isPresent();
    }
}
