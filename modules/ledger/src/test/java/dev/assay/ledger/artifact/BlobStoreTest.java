package dev.assay.ledger.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.digest.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
    private static final byte[] CONTENT = "a model".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private BlobStore store;

    @BeforeEach
    void open() {
        store = new BlobStore(folder.resolve("blobs"));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void givesBackWhatWasPutUnderTheDigestOfItsContent() throws IOException {
        Digest digest = store.put(CONTENT);

        assertThat(digest).isEqualTo(Digest.of(CONTENT));
        assertThat(store.get(digest)).hasValue(CONTENT);
        assertThat(new BlobStore(folder.resolve("blobs")).get(digest)).hasValue(CONTENT);
        assertThat(files()).containsExactly(store.path(digest));
    }

    @Test
    void emptyBlobIsABlob() throws IOException {
        assertThat(store.get(store.put(new byte[0]))).hasValue(new byte[0]);
    }

    @Test
    void missingBlobIsEmpty() throws IOException {
        assertThat(store.get(Digest.of(CONTENT))).isEmpty();
    }

    @Test
    void damagedBlobIsEmptyAndReplacedByTheNextPut() throws IOException {
        Digest digest = store.put(CONTENT);
        Files.write(store.path(digest), "a mopel".getBytes(StandardCharsets.UTF_8));

        assertThat(store.get(digest)).isEmpty();
        assertThat(store.put(CONTENT)).isEqualTo(digest);
        assertThat(store.get(digest)).hasValue(CONTENT);
    }

    @Test
    void halfWrittenBlobIsEmptyAndReplacedByTheNextPut() throws IOException {
        Digest digest = store.put(CONTENT);
        Files.write(store.path(digest), new byte[] {CONTENT[0]});

        assertThat(store.get(digest)).isEmpty();
        store.put(CONTENT);
        assertThat(store.get(digest)).hasValue(CONTENT);
        assertThat(files()).hasSize(1);
    }

    @Test
    void whatIsSoundIsNotWrittenAgain() throws IOException {
        Digest digest = store.put(CONTENT);
        Object first = Files.getAttribute(store.path(digest), "unix:ino");

        store.put(CONTENT);

        assertThat(Files.getAttribute(store.path(digest), "unix:ino")).isEqualTo(first);
    }

    @Test
    void deletedBlobIsGoneAndDeletingAgainIsNoError() throws IOException {
        Digest digest = store.put(CONTENT);

        store.delete(digest);
        store.delete(digest);

        assertThat(store.get(digest)).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void failedWriteSaysWhereAndWhyAndLeavesNoPart() throws IOException {
        Files.createFile(folder.resolve("blobs"));

        assertThatThrownBy(() -> store.put(CONTENT))
                .isInstanceOf(BlobException.class)
                .hasMessage("cannot write " + store.path(Digest.of(CONTENT)).getParent() + ": Not a directory");
        assertThat(files()).containsExactly(folder.resolve("blobs"));
    }

    @Test
    void readThatTheMachineDoesNotAllowIsNoMissingBlob() throws IOException {
        Files.createFile(folder.resolve("blobs"));

        assertThatThrownBy(() -> store.get(Digest.of(CONTENT)))
                .isInstanceOf(BlobException.class)
                .hasMessage("cannot read " + store.path(Digest.of(CONTENT)) + ": Not a directory");
    }

    @Test
    void folderInTheBlobsPlaceIsSaid() throws IOException {
        Path inTheWay = Files.createDirectories(store.path(Digest.of(CONTENT)));
        Files.createFile(inTheWay.resolve("file"));

        assertThatThrownBy(() -> store.put(CONTENT))
                .isInstanceOf(BlobException.class)
                .hasMessageStartingWith("cannot write " + inTheWay.getParent() + ": ");
        assertThat(files()).containsExactly(inTheWay.resolve("file"));
    }

    @Test
    void whatAKilledProcessLeftUnderATemporaryNameIsHarmless() throws IOException {
        Digest digest = store.put(CONTENT);
        Path left = store.path(digest).resolveSibling(digest.brief() + "123.part");
        Files.write(left, new byte[] {CONTENT[0]});
        store.delete(digest);

        assertThat(store.get(digest)).isEmpty();
        store.put(CONTENT);

        assertThat(store.get(digest)).hasValue(CONTENT);
        assertThat(files()).containsExactlyInAnyOrder(store.path(digest), left);
    }

    @Test
    void manyWritersOfOneBlobLeaveOneSoundFileAndNoReaderSeesHalfOfIt() throws Exception {
        byte[] large = new byte[1 << 20];
        Arrays.fill(large, (byte) 7);
        Digest digest = Digest.of(large);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Boolean>> reads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            reads.add(threads.submit(() -> {
                start.await();
                Digest put = store.put(large);
                return put.equals(digest) && store.get(put).isPresent();
            }));
        }
        start.countDown();

        for (Future<Boolean> read : reads) {
            assertThat(read.get()).isTrue();
        }
        threads.shutdown();
        assertThat(files()).containsExactly(store.path(digest));
    }

    @Test
    void tellsItsBlobsAndTheirPartsFromOtherFiles() throws IOException {
        Digest digest = store.put(CONTENT);
        Path own = store.path(digest);
        Path part = own.resolveSibling(digest.brief() + "123.part");
        List<Path> others = List.of(
                own.resolveSibling("0".repeat(64)),
                own.resolveSibling(digest.hex().toUpperCase(Locale.ROOT)),
                own.resolveSibling("notes.part"),
                own.getParent().resolveSibling(digest.hex()),
                own.getParent().resolveSibling(digest.brief() + "123.part"),
                own.getParent().resolveSibling("zz").resolve(digest.brief() + "123.part"));
        Files.createFile(part);
        Files.createDirectory(own.getParent().resolveSibling("zz"));
        for (Path other : others) {
            Files.createFile(other);
        }

        assertThat(store.files()).contains(own, part).containsAll(others).hasSize(2 + others.size());
        assertThat(store.digest(own)).hasValue(digest);
        assertThat(store.isPart(part)).isTrue();
        assertThat(store.digest(part)).isEmpty();
        assertThat(others).allSatisfy(other -> {
            assertThat(store.digest(other)).isEmpty();
            assertThat(store.isPart(other)).isFalse();
        });
        assertThat(new BlobStore(folder.resolve("nowhere")).files()).isEmpty();
    }

    @Test
    void filesOfAStoreThatIsALinkAreThoseOfItsFolder() throws IOException {
        Digest digest = store.put(CONTENT);
        Path part = Files.createFile(store.path(digest).resolveSibling(digest.brief() + "123.part"));
        BlobStore linked = new BlobStore(Files.createSymbolicLink(folder.resolve("link"), folder.resolve("blobs")));

        Path own = linked.path(digest);
        assertThat(linked.files()).containsExactlyInAnyOrder(own, own.resolveSibling(part.getFileName()));
        assertThat(linked.digest(own)).hasValue(digest);
        assertThat(linked.isPart(own.resolveSibling(part.getFileName()))).isTrue();
        Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        assertThat(new BlobStore(folder.resolve("dangling")).files()).isEmpty();
    }
}
