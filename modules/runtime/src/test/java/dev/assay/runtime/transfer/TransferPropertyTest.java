package dev.assay.runtime.transfer;

import static dev.assay.runtime.transfer.TestingVectors.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class TransferPropertyTest {
    private static Transfer here;
    private static Transfer there;

    @BeforeContainer
    static void open() throws IOException {
        here = Transfer.open("127.0.0.1", TestingVectors.anyPort(), SETTINGS, Optional.empty());
        there = Transfer.open("127.0.0.1", TestingVectors.anyPort(), SETTINGS, Optional.empty());
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

            assertThat(announced.digest()).isEqualTo(Digest.of(vector.toBytes()));
            assertThat(announced.values()).isEqualTo(size);
            assertThat(fetched.toBytes()).isEqualTo(vector.toBytes());
        }
    }

    @Property(tries = 200)
    void requestsSurviveAndAreCutOffAtNoLength(@ForAll String content, @ForAll long offset, @ForAll int length)
            throws IOException {
        VectorRequest request = new VectorRequest(Digest.ofText(content), offset);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        request.write(new DataOutputStream(bytes));

        assertThat(VectorRequest.read(in(bytes.toByteArray(), bytes.size()))).contains(request);
        try {
            VectorRequest.read(in(bytes.toByteArray(), Math.floorMod(length, bytes.size())));
            assertThat(length).as("half a request was read").isNull();
        } catch (EOFException expected) {
            assertThat(bytes.size()).isEqualTo(44);
        }
    }

    @Property(tries = 500)
    void anyBytesAreARequestAnAnswerOrNeither(@ForAll byte[] bytes) throws IOException {
        try {
            assertThat(VectorRequest.read(in(bytes, bytes.length))).isNotNull();
            assertThat(VectorAnswer.read(in(bytes, bytes.length))).isNotNull();
        } catch (EOFException expected) {
            assertThat(bytes.length).isLessThan(44);
        }
    }

    private static DataInputStream in(byte[] bytes, int length) {
        return new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
    }
}
