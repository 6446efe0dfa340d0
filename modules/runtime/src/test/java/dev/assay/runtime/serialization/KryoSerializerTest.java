package dev.assay.runtime.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Output;
import dev.assay.learning.digest.Digest;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.serialization.TestingMessages.Blob;
import dev.assay.runtime.serialization.TestingMessages.Everything;
import dev.assay.runtime.serialization.TestingMessages.Forgotten;
import dev.assay.runtime.serialization.TestingMessages.Wrapped;
import dev.assay.testkit.task.TestingTask;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KryoSerializerTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final KryoSerializer serializer = new KryoSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));
    private final TestProbe<String> probe = KIT.createTestProbe();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private Everything everything(SortedMap<Integer, String> sorted) {
        return new Everything(
                "text with \u00e4 and \u2713",
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                Double.MIN_VALUE,
                true,
                Optional.of("x"),
                OptionalDouble.of(-0.0),
                Instant.parse("2026-01-02T03:04:05.123456789Z"),
                Digest.ofText("content"),
                Recipe.parse(TestingTask.fedAvg()),
                sorted,
                List.of("a", "b", "c"),
                probe.ref());
    }

    @Test
    void everythingThatMessagesHoldSurvives() {
        Everything message = everything(new TreeMap<>(Map.of(2, "two", 1, "one")));

        assertThat(serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message)))
                .isEqualTo(message);
    }

    @Test
    void emptyValuesSurvive() {
        Everything message = new Everything(
                "",
                0,
                0,
                Double.NaN,
                false,
                Optional.empty(),
                OptionalDouble.empty(),
                Instant.EPOCH,
                Digest.ofText(""),
                Recipe.parse(TestingTask.scaffold()),
                new TreeMap<>(),
                List.of(),
                probe.ref());

        assertThat(serializer.fromBinary(serializer.toBinary(message), "kryo")).isEqualTo(message);
    }

    @Test
    void sortedMapArrivesInNaturalOrderWhateverItsOrderWas() {
        SortedMap<Integer, String> descending = new TreeMap<>(Comparator.reverseOrder());
        descending.put(1, "one");
        descending.put(2, "two");

        Everything read = (Everything) serializer.fromBinary(serializer.toBinary(everything(descending)), "kryo");

        assertThat(read.sorted().keySet()).containsExactly(1, 2);
    }

    @Test
    void actorReferenceThatArrivesReachesTheActor() {
        Everything read = (Everything) serializer.fromBinary(serializer.toBinary(everything(new TreeMap<>())), "kryo");

        read.replyTo().tell("hello");

        probe.expectMessage("hello");
    }

    @Test
    void isBoundToClusterMessagesAndJavaSerializationIsOff() throws Exception {
        Serialization serialization = SerializationExtension.get(KIT.system());

        assertThat(serialization.serializerFor(Everything.class)).isInstanceOf(KryoSerializer.class);
        assertThat(serialization.serialize(new BitSet()).isFailure()).isTrue();
    }

    @Test
    void refusesToWriteAClassWithoutANumber() {
        assertThatThrownBy(() -> serializer.toBinary(new Forgotten("x")))
                .hasMessageContaining("Class is not registered")
                .hasMessageContaining("Forgotten");
    }

    @Test
    void refusesToReadANumberThatNobodyHas() {
        Kryo foreign = new Kryo();
        foreign.register(Wrapped.class, 999);
        Output output = new Output(64, -1);
        foreign.writeClass(output, Wrapped.class);

        assertThatThrownBy(() -> serializer.fromBinary(output.toBytes(), "kryo"))
                .isInstanceOf(KryoException.class)
                .hasMessageContaining("unregistered class ID");
    }

    @Test
    void refusesToReadAClassByItsName() {
        Kryo foreign = new Kryo();
        foreign.setRegistrationRequired(false);
        Output output = new Output(64, -1);
        foreign.writeClass(output, Forgotten.class);

        assertThatThrownBy(() -> serializer.fromBinary(output.toBytes(), "kryo"))
                .hasMessageContaining("Class is not registered")
                .hasMessageContaining("Forgotten");
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = serializer.toBinary(everything(new TreeMap<>()));

        IntStream.range(0, whole.length)
                .forEach(length -> assertThatThrownBy(() -> serializer.fromBinary(Arrays.copyOf(whole, length), "kryo"))
                        .as("the first %d bytes", length)
                        .isInstanceOf(RuntimeException.class));
    }

    @Test
    void lengthBeyondTheMessageIsRefusedBeforeMemoryIsTaken() {
        byte[] message = serializer.toBinary(new Blob(new Wrapped("abc")));
        int at = message.length - 4;
        assertThat(message[at]).isEqualTo((byte) 3);
        Output huge = new Output(64, -1);
        huge.writeBytes(message, 0, at);
        huge.writeInt(Integer.MAX_VALUE, true);

        assertThatThrownBy(() -> serializer.fromBinary(huge.toBytes(), "kryo"))
                .isInstanceOf(KryoException.class)
                .hasMessageContaining("2147483647 bytes");
    }

    @Test
    void listOrTextThatIsLongerThanTheMessageIsRefusedBeforeMemoryIsTaken() {
        byte[] message = serializer.toBinary(List.of("a", "b", "c"));
        for (int at = 1; at < message.length; at++) {
            Output huge = new Output(64, -1);
            huge.writeBytes(message, 0, at);
            huge.writeInt(Integer.MAX_VALUE, true);
            huge.writeBytes(message, at, message.length - at);

            // Behind what belongs to the message it does no harm.
            if (catchThrowable(() -> serializer.fromBinary(huge.toBytes(), "kryo")) instanceof Error e) {
                throw new AssertionError("in the place of byte " + at, e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void immutableCollectionsSurvive(Object collection) {
        assertThat(serializer.fromBinary(serializer.toBinary(collection), "kryo"))
                .isEqualTo(collection);
    }

    static Stream<Object> immutableCollectionsSurvive() {
        return Stream.of(
                List.of(),
                List.of(1),
                List.of("a", 2, true),
                List.of(1, 2, 3, 4).subList(1, 3),
                Set.of(),
                Set.of(1),
                Set.of("a", 2, true),
                Map.of(),
                Map.of(1, "a"),
                Map.of(1, "a", 2, "b", 3, "c"));
    }

    @Test
    void messageThatIsNestedWithoutEndIsRefusedBeforeTheStackIsFull() {
        Object nested = "innermost";
        for (int depth = 0; depth < 50; depth++) {
            nested = Optional.of(nested);
        }
        assertThat(serializer.fromBinary(serializer.toBinary(nested), "kryo")).isEqualTo(nested);
        byte[] layers = serializer.toBinary(Optional.of(Optional.of("")));
        byte layer = layers[0];
        assertThat(layers[1]).isEqualTo(layer);
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, layer);

        assertThatThrownBy(() -> serializer.fromBinary(deep, "kryo"))
                .isInstanceOf(KryoException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void refusesARecordThatLacksAPart() {
        byte[] message = serializer.toBinary(new Blob(null));

        assertThatThrownBy(() -> serializer.fromBinary(message, "kryo"))
                .isInstanceOf(KryoException.class)
                .hasMessage("Blob.content is missing, not a Wrapped");
    }

    @Test
    void refusesNothingAtAll() {
        Output nothing = new Output(1);
        nothing.writeByte(Kryo.NULL);

        assertThatThrownBy(() -> serializer.fromBinary(nothing.toBytes(), "kryo"))
                .isInstanceOf(KryoException.class)
                .hasMessageContaining("message is missing");
    }

    /** Kryo reads whatever class a message names: without a look at the declaration these would arrive. */
    @ParameterizedTest
    @MethodSource
    void refusesContentOfAnotherTypeThanItsDeclaration(
            String part, Optional<?> maybe, SortedMap<?, ?> map, List<?> list) {
        byte[] message = serializer.toBinary(new Everything(
                "",
                0,
                0,
                0,
                true,
                as(maybe),
                OptionalDouble.empty(),
                Instant.EPOCH,
                Digest.ofText(""),
                Recipe.parse(TestingTask.fedAvg()),
                as(map),
                as(list),
                probe.ref()));

        assertThatThrownBy(() -> serializer.fromBinary(message, "kryo"))
                .isInstanceOf(KryoException.class)
                .hasMessageStartingWith("Everything." + part + " is a ");
    }

    static Stream<Arguments> refusesContentOfAnotherTypeThanItsDeclaration() {
        Optional<String> maybe = Optional.of("x");
        SortedMap<Integer, String> map = new TreeMap<>(Map.of(1, "a"));
        List<String> list = List.of("a");
        return Stream.of(
                Arguments.of("maybe", Optional.of(1), map, list),
                Arguments.of("maybe", Optional.of(Optional.of("x")), map, list),
                Arguments.of("sorted", maybe, new TreeMap<>(Map.of("a", "a")), list),
                Arguments.of("sorted", maybe, new TreeMap<>(Map.of(1, Instant.EPOCH)), list),
                Arguments.of("list", maybe, map, List.of("a", 1)));
    }

    @SuppressWarnings("unchecked") // What a peer may write that knows no types.
    private static <T> T as(Object any) {
        return (T) any;
    }

    @Test
    void worksAgainAfterARefusal() {
        assertThatThrownBy(() -> serializer.toBinary(new Forgotten("x"))).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1, 2, 3}, "kryo"))
                .isInstanceOf(RuntimeException.class);

        Blob sound = new Blob(new Wrapped("abc"));
        assertThat(serializer.fromBinary(serializer.toBinary(sound), "kryo")).isEqualTo(sound);
    }

    @Test
    void manyThreadsShareOneSerializer() {
        assertThat(IntStream.range(0, 2_000)
                        .parallel()
                        .mapToObj(i -> new Blob(new Wrapped("message " + i)))
                        .filter(message -> !serializer
                                .fromBinary(serializer.toBinary(message), "kryo")
                                .equals(message)))
                .isEmpty();
    }

    @Test
    void numberThatIsTakenOrReservedIsRefused() {
        MessageRegistry registry = new MessageRegistry(new Kryo());
        registry.add(100, Wrapped.class);

        assertThatThrownBy(() -> registry.add(100, Forgotten.class))
                .hasMessageContaining("number 100")
                .hasMessageContaining("Forgotten");
        assertThatThrownBy(() -> registry.add(99, Forgotten.class)).hasMessageContaining("number 99");
    }

    @Test
    void classThatHasANumberIsNotGivenASecondOne() {
        MessageRegistry registry = new MessageRegistry(new Kryo());
        registry.add(100, Wrapped.class);

        assertThatThrownBy(() -> registry.add(101, Wrapped.class)).hasMessageContaining("Wrapped");
    }
}
