package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;

/** Vectors and bounds for tests. */
final class TestingVectors {
    /** Impatient, so that tests that wait for a bound do not wait long. */
    static final TransferSettings SETTINGS =
            new TransferSettings(Duration.ofSeconds(5), Duration.ofSeconds(10), 4, 8, 4, 3, Duration.ofMillis(1), 100);

    private TestingVectors() {}

    static TransferSettings impatient() {
        return new TransferSettings(
                Duration.ofSeconds(5), Duration.ofMillis(150), 2, 8, 4, 3, Duration.ofMillis(1), 100);
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

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
