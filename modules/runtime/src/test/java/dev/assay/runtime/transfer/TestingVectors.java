package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;

/** Vectors and bounds for tests. */
final class TestingVectors {
    /** Impatient, so that tests that wait for a bound do not wait long. */
    static final TransferSettings SETTINGS = new TransferSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(10), 4, 8, 4, 3, Duration.ofMillis(1), 100, 8);

    private TestingVectors() {}

    static TransferSettings impatient() {
        return new TransferSettings(
                Duration.ofSeconds(5), Duration.ofMillis(150), 2, 8, 4, 3, Duration.ofMillis(1), 100, 8);
    }

    /** Any bits, with every NaN. */
    static ModelVector random(int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }
        return ModelVector.adopt(values);
    }

    /**
     * Another vector with the same CRC-32 and CRC-32C: both polynomials, as RFC 1952 and RFC 3720 have them, divide what the
     * two differ by.
     */
    static ModelVector withEqualChecks(ModelVector vector) {
        BigInteger crc32 = new BigInteger("104c11db7", 16);
        BigInteger crc32c = new BigInteger("11edc6f41", 16);
        BigInteger product = BigInteger.ZERO;
        for (int i = 0; i < crc32.bitLength(); i++) {
            product = crc32.testBit(i) ? product.xor(crc32c.shiftLeft(i)) : product;
        }
        byte[] bytes = vector.toBytes();
        int degree = product.bitLength() - 1;
        for (int i = 0; i <= degree; i++) {
            // The first bit of a byte is the least significant one, and stands for the highest power.
            bytes[i / Byte.SIZE] ^= product.testBit(degree - i) ? (byte) (1 << i % Byte.SIZE) : 0;
        }
        return ModelVector.ofBytes(bytes);
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
