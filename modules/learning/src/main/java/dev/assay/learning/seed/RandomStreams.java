package dev.assay.learning.seed;

import dev.assay.learning.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Independent random streams from one root seed. A stream is named by root, purpose and path (site, round ...), not by when
 * it is asked for: any thread on any node gets the same numbers.
 */
public final class RandomStreams {
    private RandomStreams() {}

    /** xoshiro256++ seeded with the SHA-256 of the stream's name. */
    public static UniformRandomProvider stream(long root, RandomPurpose purpose, int... path) {
        ByteBuffer hash = ByteBuffer.wrap(hash(root, purpose, path));
        long[] state = {hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong()};
        return RandomSource.XO_SHI_RO_256_PP.create(state);
    }

    /** A seed that is derived like a stream: for example the seed of a campaign's n-th trial. Never negative. */
    public static long seed(long root, RandomPurpose purpose, int... path) {
        return ByteBuffer.wrap(hash(root, purpose, path)).getLong() >>> 1;
    }

    private static byte[] hash(long root, RandomPurpose purpose, int... path) {
        MessageDigest sha = Digest.sha256();
        ByteBuffer name =
                ByteBuffer.allocate(Long.BYTES + path.length * Integer.BYTES).putLong(root);
        for (int step : path) {
            name.putInt(step);
        }
        sha.update(("assay.seed.v1/" + purpose + "/").getBytes(StandardCharsets.UTF_8));
        return sha.digest(name.array());
    }
}
