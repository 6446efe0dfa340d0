package dev.assay.ledger.export.jsonl.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes of a protobuf message while they are made. A part whose length stands before it, and is known only behind it, is made
 * in place and moved where its length takes more than the one byte that was left free: most parts are short, and a
 * buffer for each would cost more than all else.
 */
final class WireBuffer {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST_VARINT = 10;

    private byte[] bytes = new byte[1024];
    private int size;

    void clear() {
        size = 0;
    }

    /** How many bytes there are. */
    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void put(byte value) {
        reserve(1);
        bytes[size++] = value;
    }

    void put(byte[] from, int begin, int end) {
        reserve(end - begin);
        System.arraycopy(from, begin, bytes, size, end - begin);
        size += end - begin;
    }

    void putVarint(long value) {
        reserve(LONGEST_VARINT);
        size = varint(value, size);
    }

    /** Eight bytes, the lowest first. */
    void putFixed(long value) {
        reserve(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    /** Begins a part with its length before it, and returns what {@link #end} is to be given behind it. */
    int begin() {
        put((byte) 0);
        return size;
    }

    void end(int begin) {
        int length = size - begin;
        if (length < 0x80) {
            bytes[begin - 1] = (byte) length;
            return;
        }
        int more = (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(length)) / 7;
        reserve(more);
        System.arraycopy(bytes, begin, bytes, begin + more, length);
        size += more;
        varint(length, begin - 1);
    }

    private int varint(long value, int from) {
        int at = from;
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[at++] = (byte) left;
        return at;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
        }
    }
}
