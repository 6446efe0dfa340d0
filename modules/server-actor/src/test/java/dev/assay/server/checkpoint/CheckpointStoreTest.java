package dev.assay.server.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.proto.server.v1.CheckpointV1;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    private static final Checkpoint CHECKPOINT = new Checkpoint(
            "t",
            new ServerState(
                    ModelVector.copyOf(new float[] {1, -0f}),
                    3,
                    Optional.of(ModelVector.zeros(2)),
                    Optional.empty(),
                    Optional.empty()),
            new TreeMap<>(Map.of(0, SiteState.FRESH, 10, new SiteState(3, Optional.empty(), Optional.empty()))));

    @TempDir
    private Path folder;

    private BlobStore blobs;
    private CheckpointStore store;

    @BeforeEach
    void open() {
        blobs = new BlobStore(folder);
        store = new CheckpointStore(blobs);
    }

    private static Arbitrary<ModelVector> vectors(int size) {
        return Arbitraries.integers().array(int[].class).ofSize(size).map(bits -> {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = Float.intBitsToFloat(bits[i]);
            }
            return ModelVector.adopt(values);
        });
    }

    @Provide
    Arbitrary<Checkpoint> checkpoints() {
        return Arbitraries.integers().between(1, 5).flatMap(size -> {
            Arbitrary<Optional<ModelVector>> maybe = vectors(size).optional();
            Arbitrary<SiteState> sites = Combinators.combine(
                            Arbitraries.integers().greaterOrEqual(0), maybe, maybe)
                    .as(SiteState::new);
            Arbitrary<ServerState> servers = Combinators.combine(
                            vectors(size), Arbitraries.integers().greaterOrEqual(0), maybe, maybe, maybe)
                    .as(ServerState::new);
            return Combinators.combine(
                            Arbitraries.strings(),
                            servers,
                            Arbitraries.maps(Arbitraries.integers().greaterOrEqual(0), sites)
                                    .ofMaxSize(5))
                    .as((trial, server, states) -> new Checkpoint(trial, server, new TreeMap<>(states)));
        });
    }

    @Property(tries = 200)
    void survivesToTheBit(@ForAll("checkpoints") Checkpoint checkpoint) throws IOException {
        byte[] bytes = CheckpointWire.toBytes(checkpoint);

        assertThat(CheckpointWire.ofBytes(bytes)).isEqualTo(checkpoint);
        assertThat(CheckpointWire.toBytes(CheckpointWire.ofBytes(bytes))).isEqualTo(bytes);
    }

    @Test
    void sameStateHasTheSameFileHoweverItsMapWasFilled() throws IOException {
        Map<Integer, SiteState> other = new LinkedHashMap<>();
        CHECKPOINT.sites().entrySet().stream()
                .sorted(Map.Entry.<Integer, SiteState>comparingByKey().reversed())
                .forEach(site -> other.put(site.getKey(), site.getValue()));

        assertThat(store.write(new Checkpoint("t", CHECKPOINT.server(), new TreeMap<>(other))))
                .isEqualTo(store.write(CHECKPOINT));
    }

    @Test
    void differentTrialsNeverShareAFile() throws IOException {
        assertThat(store.write(new Checkpoint("u", CHECKPOINT.server(), CHECKPOINT.sites())))
                .isNotEqualTo(store.write(CHECKPOINT));
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        assertThat(store.read(store.write(CHECKPOINT))).hasValue(CHECKPOINT);
    }

    @Test
    void missingOrDeletedCheckpointIsEmpty() throws IOException {
        Digest digest = store.write(CHECKPOINT);
        store.delete(digest);

        assertThat(store.read(digest)).isEmpty();
        assertThat(store.read(Digest.ofText("never written"))).isEmpty();
    }

    @Test
    void damagedCheckpointIsEmpty() throws IOException {
        Digest digest = store.write(CHECKPOINT);
        byte[] bytes = Files.readAllBytes(blobs.path(digest));
        bytes[bytes.length / 2] ^= 1;
        Files.write(blobs.path(digest), bytes);

        assertThat(store.read(digest)).isEmpty();
    }

    @Test
    void fileOfAnotherFormatIsEmpty() throws IOException {
        Digest digest = blobs.put("no protobuf at all".getBytes(StandardCharsets.UTF_8));

        assertThat(store.read(digest)).isEmpty();
    }

    @Test
    void vectorOfBrokenLengthIsEmpty() throws IOException {
        CheckpointV1.Checkpoint sound = CheckpointV1.Checkpoint.parseFrom(CheckpointWire.toBytes(CHECKPOINT));
        byte[] broken = sound.toBuilder()
                .setServer(sound.getServer().toBuilder()
                        .setGlobal(sound.getServer().getGlobal().substring(1)))
                .build()
                .toByteArray();
        Digest digest = blobs.put(broken);

        assertThat(store.read(digest)).isEmpty();
    }
}
