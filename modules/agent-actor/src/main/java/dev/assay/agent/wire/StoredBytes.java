package dev.assay.agent.wire;

import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.wire.EventCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An entry of the ledger between nodes: its manifest, then the very bytes that are stored. */
final class StoredBytes {
    private StoredBytes() {}

    static byte[] of(Entry<?> entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(EventCodec.manifest(entry.event()));
            out.write(entry.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws dev.assay.ledger.wire.UnreadableEventException when they are no entry that this release knows */
    static Entry<?> read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return EventCodec.read(in.readUTF(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
