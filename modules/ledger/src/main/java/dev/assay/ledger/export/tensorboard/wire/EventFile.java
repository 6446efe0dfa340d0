package dev.assay.ledger.export.tensorboard.wire;

import dev.assay.ledger.export.trial.Scalar;
import dev.assay.proto.export.v1.TensorboardV1.Event;
import dev.assay.proto.export.v1.TensorboardV1.Summary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes one event file: TFRecord frames, each an {@code Event} message. A frame is the message's length (8 bytes, least
 * significant first), the masked CRC-32C of those 8 bytes, the message, and its masked CRC-32C (TensorFlow, {@code
 * record_writer.cc} and {@code crc32c.h}).
 */
public final class EventFile {
    private static final String VERSION = "brain.Event:2";
    private static final int MASK_DELTA = 0xa282ead8;
    private static final double NANOS_PER_SECOND = 1e9;

    private final OutputStream out;

    /**
     * Begins the file with the record of its version.
     *
     * @param out is the caller's to close
     */
    public EventFile(OutputStream out, Instant at) throws IOException {
        this.out = out;
        write(event(at).setFileVersion(VERSION).build());
    }

    /** One record with all these values, which have one step and one time. */
    public void write(List<Scalar> scalars) throws IOException {
        Scalar first = scalars.get(0);
        Summary.Builder summary = Summary.newBuilder();
        for (Scalar scalar : scalars) {
            summary.addValue(Summary.Value.newBuilder().setTag(scalar.name()).setSimpleValue((float) scalar.value()));
        }
        write(event(first.at()).setStep(first.step()).setSummary(summary).build());
    }

    private static Event.Builder event(Instant at) {
        return Event.newBuilder().setWallTime(at.getEpochSecond() + at.getNano() / NANOS_PER_SECOND);
    }

    private void write(Event event) throws IOException {
        byte[] message = event.toByteArray();
        byte[] length = littleEndian(Long.BYTES).putLong(message.length).array();
        out.write(length);
        out.write(maskedChecksum(length));
        out.write(message);
        out.write(maskedChecksum(message));
    }

    /** Rotated by 15 bits and shifted, because a checksum over data that hold checksums is a poor one. */
    private static byte[] maskedChecksum(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        int masked = Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
        return littleEndian(Integer.BYTES).putInt(masked).array();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
