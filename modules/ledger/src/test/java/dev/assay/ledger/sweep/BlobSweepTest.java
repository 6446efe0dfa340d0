package dev.assay.ledger.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.sweep.BlobSweep.Removable;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobSweepTest {
    @TempDir
    Path folder;

    private BlobStore blobs;
    private Digest model;
    private Digest checkpoint;
    private NeededBlobs needed;

    @BeforeEach
    void fill() throws IOException {
        blobs = new BlobStore(folder.resolve("blobs"));
        model = put("a final model");
        checkpoint = put("a checkpoint");
        needed = new NeededBlobs();
        needed.addTrial("done", List.of(ended(model)));
        needed.addTrial("open", List.of(round(checkpoint)));
    }

    @Test
    void removesWhatNoEventNeedsAndNothingElse() throws IOException {
        Path stale = blobs.path(put("a stale checkpoint"));
        Path part = blobs.path(model).resolveSibling(model.brief().substring(0, 2) + "7.part");
        Files.writeString(part, "half");

        BlobSweep sweep = look();

        assertThat(sweep.removable()).extracting(Removable::file).containsExactlyInAnyOrder(stale, part);
        assertThat(sweep.removableBytes()).isEqualTo("a stale checkpoint".length() + "half".length());
        assertThat(sweep.needed()).isEqualTo(2);
        assertThat(sweep.neededBytes()).isEqualTo("a final model".length() + "a checkpoint".length());
        assertThat(stale).exists();
        sweep.remove();
        assertThat(stale).doesNotExist();
        assertThat(stale.getParent()).doesNotExist();
        assertThat(part).doesNotExist();
        assertThat(blobs.get(model)).isPresent();
        assertThat(blobs.get(checkpoint)).isPresent();
        assertThat(look().removable()).isEmpty();
    }

    @Test
    void leavesWhatIsNotSurelyItsOwnAndSaysSo() throws IOException {
        Path misnamed = blobs.path(put("once sound"));
        Files.writeString(misnamed, "changed since");
        Path notes = Files.writeString(folder.resolve("blobs").resolve("notes.txt"), "mine");
        Path link = Files.createSymbolicLink(misnamed.resolveSibling("link"), misnamed);

        BlobSweep sweep = look();
        sweep.remove();

        assertThat(sweep.removable()).isEmpty();
        assertThat(sweep.foreign())
                .hasSize(3)
                .anySatisfy(file -> assertThat(file).contains(misnamed.toString(), "content is not what its name says"))
                .anySatisfy(file -> assertThat(file).startsWith(notes + " is not"))
                .anySatisfy(file -> assertThat(file).startsWith(link + " is not"));
        assertThat(misnamed).exists();
        assertThat(notes).exists();
    }

    @Test
    void tellsWhatIsNeededAndGoneOrDamaged() throws IOException {
        Files.writeString(blobs.path(model), "a final mopel");
        blobs.delete(checkpoint);

        BlobSweep sweep = look();

        assertThat(sweep.lostModels())
                .containsExactly(blobs.path(model) + ", the final model of trial done, is damaged");
        assertThat(sweep.lostCheckpoints())
                .containsExactly(blobs.path(checkpoint) + ", the last checkpoint of trial open, is gone");
        assertThat(sweep.removable()).isEmpty();
        assertThat(sweep.foreign()).isEmpty();
        assertThat(sweep.needed()).isZero();
    }

    @Test
    void keepsWhatOthersNeedAndMissesNothingOfTheirs() throws IOException {
        Path theirs = blobs.path(put("a model of another run"));
        NeededBlobs others = new NeededBlobs();
        others.addTrial("x", List.of(ended(Digest.ofText("a model of another run"))));
        others.addTrial("y", List.of(ended(Digest.ofText("one that lies elsewhere"))));
        others.addTrial("z", List.of(round(Digest.ofText("a checkpoint that lies elsewhere"))));
        needed.addOthers(others);

        BlobSweep sweep = look();
        sweep.remove();

        assertThat(theirs).exists();
        assertThat(sweep.removable()).isEmpty();
        assertThat(sweep.lostModels()).isEmpty();
        assertThat(sweep.lostCheckpoints()).isEmpty();
        assertThat(sweep.needed()).isEqualTo(3);
    }

    @Test
    void removesFromAFolderBehindALink() throws IOException {
        Path stale = blobs.path(put("a stale checkpoint"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("blobs"));

        BlobSweep sweep = BlobSweep.of(new BlobStore(link), needed);
        sweep.remove();

        assertThat(sweep.removable())
                .extracting(Removable::file)
                .containsExactly(link.resolve(folder.resolve("blobs").relativize(stale)));
        assertThat(sweep.foreign()).isEmpty();
        assertThat(sweep.needed()).isEqualTo(2);
        assertThat(stale.getParent()).doesNotExist();
        assertThat(link).isSymbolicLink();
        assertThat(blobs.get(model)).isPresent();
    }

    private BlobSweep look() throws IOException {
        return BlobSweep.of(blobs, needed);
    }

    private static TrialEvent ended(Digest model) {
        return new TrialEnded(Instant.EPOCH, new Scored(1, OptionalDouble.empty(), model, Cost.NONE));
    }

    private static TrialEvent round(Digest checkpoint) {
        return new RoundCompleted(Instant.EPOCH, 0, Digest.ofText("m"), checkpoint, List.of(), Cost.NONE);
    }

    private Digest put(String content) throws IOException {
        return blobs.put(content.getBytes(StandardCharsets.UTF_8));
    }
}
