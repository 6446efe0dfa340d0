package dev.assay.learning.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.model.ModelVector;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CodecPropertyTest {
    private static final Codec HALF = new Float16Codec();

    /** Floats of every size, as often small as large. */
    @Provide
    Arbitrary<float[]> vectors() {
        return Arbitraries.longs()
                .flatMap(seed -> Arbitraries.integers().between(0, 70).map(size -> {
                    Random random = new Random(seed);
                    float[] values = new float[size];
                    for (int i = 0; i < size; i++) {
                        float value = Float.intBitsToFloat(random.nextInt());
                        values[i] = Float.isFinite(value) ? value : 0;
                    }
                    return values;
                }));
    }

    @Provide
    Arbitrary<Codec> codecs() {
        return Arbitraries.oneOf(
                Arbitraries.just(HALF),
                Arbitraries.integers().between(1, 80).map(BlockInt8Codec::new),
                Arbitraries.doubles().between(0, false, 1, true).map(TopKCodec::new));
    }

    private static float[] roundTrip(Codec codec, float... values) throws MalformedEncoding {
        return codec.decode(codec.encode(ModelVector.copyOf(values)), values.length)
                .toArray();
    }

    @Property(tries = 300)
    void whatWasDecodedIsEncodedWithoutFurtherLoss(@ForAll("codecs") Codec codec, @ForAll("vectors") float[] values)
            throws MalformedEncoding {
        byte[] encoded = codec.encode(ModelVector.copyOf(values));

        assertThat(encoded).hasSize((int) codec.encodedBytes(values.length));
        if (!(codec instanceof BlockInt8Codec)) {
            assertThat(codec.encode(codec.decode(encoded, values.length))).isEqualTo(encoded);
        }
    }

    /** The nearest of all binary16 that there are, and of two the even one; numbers are exact here. */
    @Property(tries = 60)
    void halfIsTheNearestOne(@ForAll int bits) throws MalformedEncoding {
        float value = Float.intBitsToFloat((bits & 0x8000_0000) | ((bits & 0x7fff_ffff) % 0x4780_0000));
        int found = ByteBuffer.wrap(HALF.encode(ModelVector.copyOf(new float[] {value})))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort();
        List<BigDecimal> nearest = IntStream.rangeClosed(0, 0x7bff)
                .mapToObj(CodecPropertyTest::definition)
                .sorted((one, other) -> distance(one, value).compareTo(distance(other, value)))
                .limit(2)
                .toList();
        boolean tie = distance(nearest.get(0), value).compareTo(distance(nearest.get(1), value)) == 0;

        BigDecimal magnitude = definition(found & 0x7fff);
        assertThat(distance(magnitude, value)).isEqualByComparingTo(distance(nearest.get(0), value));
        assertThat(tie && (found & 1) == 1).isFalse();
        assertThat(Math.abs(roundTrip(HALF, value)[0])).isEqualTo(magnitude.floatValue());
        assertThat(found < 0).isEqualTo(value < 0 || 1 / value < 0);
    }

    /** Of sign 0, as IEEE 754 has it: fraction and exponent of a binary16. */
    private static BigDecimal definition(int half) {
        int exponent = half >> 10;
        int fraction = half & 0x3ff;
        return exponent == 0
                ? new BigDecimal(fraction * 0x1p-24)
                : new BigDecimal((1 + fraction / 1024.0) * Math.pow(2, exponent - 15));
    }

    private static BigDecimal distance(BigDecimal one, float value) {
        return one.subtract(new BigDecimal(Math.abs(value))).abs();
    }

    @Property(tries = 300)
    void halvesErrorIsWithinItsBound(@ForAll("vectors") float[] values) throws MalformedEncoding {
        float[] decoded = roundTrip(HALF, values);
        for (int i = 0; i < values.length; i++) {
            double size = Math.abs(values[i]);
            double kept = Math.min(size, 65_504);
            assertThat(Math.abs(Math.abs(decoded[i]) - kept)).isLessThanOrEqualTo(Math.max(kept * 0x1p-11, 0x1p-25));
            assertThat(Math.copySign(1, decoded[i])).isEqualTo(Math.copySign(1, values[i]));
        }
    }

    @Example
    void valuesThatAreNotFiniteStayWhatTheyAre() throws Exception {
        float[] values = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f, 65_519, 65_520};

        assertThat(roundTrip(HALF, values))
                .containsExactly(
                        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 65_504, -65_504, 65_504, 65_504);
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThat(roundTrip(new TopKCodec(0.1), 1e38f, 3, value, -4)).containsExactly(0, 0, value, 0);
            assertThat(roundTrip(new BlockInt8Codec(2), 127, -3, value, 4))
                    .containsExactly(127, -3, Float.NaN, Float.NaN);
        }
    }

    @Example
    void halfWayBetweenTwoHalvesTheEvenOneIsTaken() throws Exception {
        assertThat(roundTrip(HALF, 1 + 0x1p-11f, 1 + 0x3p-11f, 0x1p-25f, 0x3p-25f))
                .containsExactly(1, 1 + 0x1p-9f, 0, 0x1p-23f);
    }

    /** The smallest floats there are: their scale cannot be had exactly, and must not be too small. */
    @Example
    void noValueIsBeyondTheLargestWholeNumber() throws Exception {
        for (int ulps = 1; ulps < 600; ulps++) {
            float smallest = ulps * Float.MIN_VALUE;
            float scale = (float) Math.ceil(ulps / 127.0) * Float.MIN_VALUE;
            double error = (double) roundTrip(new BlockInt8Codec(1), smallest)[0] - smallest;
            assertThat(Math.abs(error)).isLessThanOrEqualTo((double) scale / 2);
        }
    }

    @Property(tries = 300)
    void wholeNumbersErrorIsHalfAScale(@ForAll("vectors") float[] values, @ForAll("codecs") Codec any)
            throws MalformedEncoding {
        BlockInt8Codec codec = any instanceof BlockInt8Codec given ? given : new BlockInt8Codec(16);
        float[] decoded = roundTrip(codec, values);
        for (int i = 0; i < values.length; i++) {
            int from = i / codec.block() * codec.block();
            double largest = 0;
            for (int j = from; j < Math.min(values.length, from + codec.block()); j++) {
                largest = Math.max(largest, Math.abs(values[j]));
            }
            // The scale is rounded upwards, to the next float.
            double scale = largest / 127 * (1 + 0x1p-23) + Float.MIN_VALUE;
            assertThat(Math.abs((double) decoded[i] - values[i])).isLessThanOrEqualTo(scale / 2 * (1 + 0x1p-16));
        }
    }

    @Property(tries = 300)
    void largestValuesAreKeptAsTheyAreAndTheOthersAreZero(
            @ForAll("vectors") float[] values, @ForAll("codecs") Codec any) throws MalformedEncoding {
        TopKCodec codec = any instanceof TopKCodec given ? given : new TopKCodec(0.25);
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        // A stable sort: of equal ones the first index comes first.
        Arrays.sort(order, (one, other) -> Float.compare(Math.abs(values[other]), Math.abs(values[one])));
        float[] expected = new float[values.length];
        for (int i = 0; i < Math.ceil(codec.fraction() * values.length); i++) {
            expected[order[i]] = values[order[i]];
        }

        assertThat(roundTrip(codec, values)).containsExactly(expected);
    }

    /** Stich et al. 2018, definition 2.1: of the squared norm at least the fraction goes. */
    @Property(tries = 300)
    void squaredErrorOfTheLargestValuesIsWithinItsBound(@ForAll long seed, @ForAll("codecs") Codec any)
            throws MalformedEncoding {
        TopKCodec codec = any instanceof TopKCodec given ? given : new TopKCodec(0.25);
        Random random = new Random(seed);
        float[] values = new float[1 + random.nextInt(70)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        float[] decoded = roundTrip(codec, values);
        double all = 0;
        double error = 0;
        for (int i = 0; i < values.length; i++) {
            all += (double) values[i] * values[i];
            error += Math.pow((double) values[i] - decoded[i], 2);
        }
        assertThat(error).isLessThanOrEqualTo((1 - codec.fraction()) * all + 1e-12);
    }

    /** Whole numbers, so that no sum is rounded: what was sent and what is left are all that was ever to be sent. */
    @Property(tries = 100)
    void nothingIsLostWithErrorFeedback(@ForAll long seed) throws MalformedEncoding {
        Random random = new Random(seed);
        TopKCodec codec = new TopKCodec(0.1);
        int size = 40;
        float[] wanted = new float[size];
        float[] sent = new float[size];
        Optional<ModelVector> residual = Optional.empty();
        for (int round = 0; round < 30; round++) {
            float[] update = new float[size];
            for (int i = 0; i < size; i++) {
                update[i] = random.nextInt(2_001) - 1_000;
                wanted[i] += update[i];
            }
            ErrorFeedback step = ErrorFeedback.of(codec, ModelVector.copyOf(update), residual);
            float[] decoded = Coded.decode(codec, step.sent().words(), size).toArray();
            residual = Optional.of(step.residual());
            for (int i = 0; i < size; i++) {
                sent[i] += decoded[i];
                assertThat(sent[i] + step.residual().get(i)).isEqualTo(wanted[i]);
            }
        }
    }

    /** The same with any floats: what is sent and what is left are the very float that was to be sent. */
    @Property(tries = 200)
    void residualIsWhatWasNotSent(@ForAll("vectors") float[] update, @ForAll("codecs") Codec any, @ForAll long seed)
            throws MalformedEncoding {
        TopKCodec codec = any instanceof TopKCodec given ? given : new TopKCodec(0.25);
        Random random = new Random(seed);
        float[] kept = new float[update.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = random.nextFloat();
        }
        ErrorFeedback step = ErrorFeedback.of(codec, ModelVector.copyOf(update), Optional.of(ModelVector.copyOf(kept)));
        float[] decoded =
                Coded.decode(codec, step.sent().words(), update.length).toArray();
        for (int i = 0; i < update.length; i++) {
            assertThat(decoded[i] == 0 || step.residual().get(i) == 0).isTrue();
            assertThat(decoded[i] + step.residual().get(i)).isEqualTo(update[i] + kept[i]);
        }
    }

    @Property(tries = 500)
    void anyBytesAreDecodedOrRefused(
            @ForAll("codecs") Codec codec, @ForAll byte[] bytes, @ForAll("vectors") float[] values) {
        try {
            assertThat(codec.decode(bytes, values.length).size()).isEqualTo(values.length);
        } catch (MalformedEncoding refused) {
            assertThat(refused.getMessage()).containsAnyOf("must be", "is encoded in");
        }
    }
}
