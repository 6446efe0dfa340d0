package dev.assay.ledger.wire;

import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Gives events to the journal and takes them back; Pekko's side of {@link EventCodec}. */
public final class LedgerSerializer extends SerializerWithStringManifest {
    /** Stored with every event, so it never changes. */
    public static final int IDENTIFIER = 730_001;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object event) {
        return EventCodec.manifest(event);
    }

    @Override
    public byte[] toBinary(Object event) {
        return EventCodec.encode(event);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return EventCodec.decode(manifest, bytes);
    }
}
