package dev.assay.runtime.transfer;

import static dev.assay.runtime.transfer.TestingVectors.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class TransferPropertyTest {
    private static Transfer here;
    private static Transfer there;

    @BeforeContainer
    static void open() throws IOException {
        here = Transfer.open("127.0.0.1", TestingVectors.anyPort(), 1, SETTINGS, Optional.empty());
        there = Transfer.open("127.0.0.1", TestingVectors.anyPort(), 1, SETTINGS, Optional.empty());
    }

    @AfterContainer
    static void close() {
        here.close();
        there.close();
    }

    /** Around the border of a block, and of two. */
    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 40),
                Arbitraries.integers().between(VectorBlock.VALUES - 3, VectorBlock.VALUES + 3),
                Arbitraries.integers().between(2 * VectorBlock.VALUES - 2, 2 * VectorBlock.VALUES + 2),
                Arbitraries.just(5 * VectorBlock.VALUES + 17));
    }

    @Property(tries = 60)
    void vectorsArriveToTheBit(@ForAll("sizes") int size, @ForAll long seed) throws Exception {
        ModelVector vector = TestingVectors.random(size, seed);
        try (Publications publications = here.publications()) {
            AnnouncedVector announced = publications.publish(vector);

            ModelVector fetched = there.fetch(announced).toCompletableFuture().get();

            assertThat(announced.values()).isEqualTo(size);
            assertThat(fetched.toBytes()).isEqualTo(vector.toBytes());
        }
    }

    /** Each byte of a vector, and its place, is in its checks. */
    @Property(tries = 60)
    void noBitIsLeftUnchecked(@ForAll("sizes") int size, @ForAll long seed, @ForAll int bit) {
        ModelVector vector = TestingVectors.random(size + 1, seed);
        float[] values = vector.toArray();
        int index = Math.floorMod(bit / Float.SIZE, values.length);
        values[index] =
                Float.intBitsToFloat(Float.floatToRawIntBits(values[index]) ^ 1 << Math.floorMod(bit, Float.SIZE));
        VectorBlocks blocks = new VectorBlocks();
        BlockTable table = BlockTable.of(vector, blocks);

        assertThat(BlockTable.of(ModelVector.adopt(values), blocks).address()).isNotEqualTo(table.address());
        assertThat(BlockTable.ofBytes(size + 1, table.toBytes())).isEqualTo(table);
    }

    @Property(tries = 200)
    void requestsSurvive(@ForAll String content, @ForAll long incarnation, @ForAll long offset) {
        VectorRequest request = new VectorRequest(incarnation, Digest.ofText(content), offset);

        assertThat(VectorRequest.ofBytes(request.toBytes())).contains(request);
    }

    @Property(tries = 500)
    void anyBytesAreARequestAnAnswerOrNeither(@ForAll @Size(VectorRequest.BYTES) byte[] bytes) {
        assertThat(VectorRequest.ofBytes(ByteBuffer.wrap(bytes))).isNotNull();
        assertThat(VectorAnswer.ofBytes(ByteBuffer.wrap(bytes))).isNotNull();
        ByteBuffer.wrap(bytes).putInt(VectorRequest.MAGIC);
        assertThat(VectorRequest.ofBytes(ByteBuffer.wrap(bytes))).isPresent();
        assertThat(VectorAnswer.ofBytes(ByteBuffer.wrap(bytes)).isPresent()).isEqualTo(bytes[4] >= 0 && bytes[4] < 4);
    }
}
