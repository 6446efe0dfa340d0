package dev.assay.data.reader;

import dev.assay.data.file.OpenFile;
import dev.assay.data.file.UnreadableFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** One array of an archive, read element by element. */
final class NpyArray implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int HALF_EXPONENT_BIAS = 15;
    private static final int HALF_FRACTION_BITS = 10;

    private final DataInputStream content;
    private final NpyHeader header;

    private NpyArray(DataInputStream content, NpyHeader header) {
        this.content = content;
        this.header = header;
    }

    /** @param name of the array, as the person who saved it named it */
    static NpyArray open(ZipFile archive, OpenFile file, String name) throws IOException {
        ZipEntry entry = archive.getEntry(name + ".npy");
        if (entry == null) {
            throw new UnreadableFile("has no array '" + name + "'; it has "
                    + FileProblems.cut(archive.stream()
                            .map(other -> other.getName().replaceFirst("\\.npy$", ""))
                            .limit(20)
                            .toList()
                            .toString()));
        }
        DataInputStream content =
                new DataInputStream(new BufferedInputStream(file.limit().bound(archive.getInputStream(entry)), BUFFER));
        try {
            return new NpyArray(content, NpyHeader.read(content));
        } catch (UnreadableFile e) {
            content.close();
            throw new UnreadableFile("has an array '" + name + "' that " + e.getMessage());
        }
    }

    NpyHeader header() {
        return header;
    }

    /** The next element, which must not be a fraction; more than 64 bits hold is told as a problem by being negative. */
    long nextWhole() throws IOException {
        return switch (header.type()) {
            case BOOL -> content.readByte() == 0 ? 0 : 1;
            case INT8 -> content.readByte();
            case UINT8 -> content.readUnsignedByte();
            case INT16 -> nextShort();
            case UINT16 -> Short.toUnsignedLong(nextShort());
            case INT32 -> nextInt();
            case UINT32 -> Integer.toUnsignedLong(nextInt());
            case INT64, UINT64 -> nextLong();
            case FLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException("elements are " + header.type());
        };
    }

    /** The next element as a number; fractions are exact, whole numbers as near as a double comes. */
    double nextNumber() throws IOException {
        return switch (header.type()) {
            case FLOAT16 -> half(nextShort());
            case FLOAT32 -> Float.intBitsToFloat(nextInt());
            case FLOAT64 -> Double.longBitsToDouble(nextLong());
            case UINT64 -> new BigInteger(Long.toUnsignedString(nextLong())).doubleValue();
            default -> nextWhole();
        };
    }

    /** The next row of bytes as they are. */
    void nextBytes(byte[] row) throws IOException {
        content.readFully(row);
    }

    /** @throws UnreadableFile when there is more than the header says */
    void requireEnd() throws IOException {
        if (content.read() >= 0) {
            throw new UnreadableFile("has an array that goes on after the shape that its header gives");
        }
    }

    /** What is told when the array ends too early. */
    static UnreadableFile truncated(String name, int row, EOFException cause) {
        UnreadableFile failure =
                new UnreadableFile("has an array '" + name + "' that is truncated: it ends in row " + (row + 1));
        failure.initCause(cause);
        return failure;
    }

    private short nextShort() throws IOException {
        short value = content.readShort();
        return header.bigEndian() ? value : Short.reverseBytes(value);
    }

    private int nextInt() throws IOException {
        int value = content.readInt();
        return header.bigEndian() ? value : Integer.reverseBytes(value);
    }

    private long nextLong() throws IOException {
        long value = content.readLong();
        return header.bigEndian() ? value : Long.reverseBytes(value);
    }

    /** IEEE 754 binary16. */
    private static double half(short bits) {
        int exponent = (bits >>> HALF_FRACTION_BITS) & 0x1f;
        int fraction = bits & 0x3ff;
        double value;
        if (exponent == 0x1f) {
            value = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            value = Math.scalb((double) fraction, 1 - HALF_EXPONENT_BIAS - HALF_FRACTION_BITS);
        } else {
            value = Math.scalb((double) (fraction | 0x400), exponent - HALF_EXPONENT_BIAS - HALF_FRACTION_BITS);
        }
        return bits < 0 ? -value : value;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
