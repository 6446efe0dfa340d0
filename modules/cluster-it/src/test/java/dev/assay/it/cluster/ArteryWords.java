package dev.assay.it.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What is said on a connection of Pekko's transport: a magic word, the number of a stream, then frames, each after its length.
 * The numbers are little endian.
 *
 * @param stream 1 control, 2 messages, 3 large ones
 */
record ArteryWords(byte stream, List<byte[]> frames) {
    private static final byte[] MAGIC = "AKKA".getBytes(StandardCharsets.US_ASCII);
    private static final int STREAMS = 3;

    ArteryWords {
        frames = List.copyOf(frames);
    }

    /** @param connection all that was said on one; what is not whole yet at its end is left out */
    static ArteryWords of(byte[] connection) {
        ByteBuffer bytes = ByteBuffer.wrap(connection).order(ByteOrder.LITTLE_ENDIAN);
        byte stream = bytes.position(MAGIC.length).get();
        List<byte[]> frames = new ArrayList<>();
        while (bytes.remaining() >= Integer.BYTES) {
            byte[] frame = new byte[bytes.getInt()];
            if (frame.length > bytes.remaining()) {
                break;
            }
            bytes.get(frame);
            frames.add(frame);
        }
        return new ArteryWords(stream, frames);
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(begin(stream));
        frames.forEach(frame -> {
            bytes.writeBytes(length(frame.length));
            bytes.writeBytes(frame);
        });
        return bytes.toByteArray();
    }

    /**
     * The frames with a message of a kind that hold a text, each with bits turned over from there on, and each cut off after it.
     *
     * @param manifest of the kind
     */
    ArteryWords damaged(String manifest, String text, Random random) {
        return new ArteryWords(
                stream,
                frames.stream()
                        .filter(frame -> indexOf(manifest, frame) >= 0 && indexOf(text, frame) >= 0)
                        .flatMap(frame -> {
                            int from = indexOf(text, frame);
                            return Stream.of(
                                    flipped(frame, from, 1, random),
                                    flipped(frame, from, 8, random),
                                    Arrays.copyOf(frame, from + random.nextInt(frame.length - from)));
                        })
                        .toList());
    }

    private static byte[] flipped(byte[] frame, int from, int bits, Random random) {
        byte[] flipped = frame.clone();
        random.ints(bits, Byte.SIZE * from, Byte.SIZE * frame.length)
                .forEach(bit -> flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE));
        return flipped;
    }

    private static int indexOf(String text, byte[] frame) {
        return new String(frame, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    /** Nothing, noise, frames that end early, that are said to be huge, or that are noise. */
    static List<byte[]> nonsense(Random random) {
        byte[] noise = new byte[1 << 16];
        random.nextBytes(noise);
        List<byte[]> all = new ArrayList<>(List.of(new byte[0], MAGIC, noise, begin((byte) 0), begin((byte) 77)));
        for (byte stream = 1; stream <= STREAMS; stream++) {
            all.add(begin(stream));
            all.add(join(begin(stream), length(1_000), Arrays.copyOf(noise, 10)));
            all.add(join(begin(stream), length(1 << 30), noise));
            all.add(join(begin(stream), length(1_000), Arrays.copyOf(noise, 1_000)));
            all.add(new ArteryWords(stream, List.of(new byte[1], new byte[27], new byte[28], new byte[100])).bytes());
        }
        return all;
    }

    /** Frames of no, of negative and of the greatest length: a port that takes them from a stranger is busy with them for ever. */
    static List<byte[]> withoutEnd() {
        List<byte[]> all = new ArrayList<>();
        for (byte stream = 1; stream <= STREAMS; stream++) {
            for (int length : List.of(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
                all.add(join(begin(stream), length(length), new byte[100]));
            }
        }
        return all;
    }

    private static byte[] begin(byte stream) {
        return join(MAGIC, new byte[] {stream});
    }

    private static byte[] length(int length) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
