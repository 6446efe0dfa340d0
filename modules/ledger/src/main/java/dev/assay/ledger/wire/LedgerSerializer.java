package dev.assay.ledger.wire;

import dev.assay.ledger.chain.Entry;
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
    public String manifest(Object entry) {
        return EventCodec.manifest(((Entry<?>) entry).event());
    }

    @Override
    public byte[] toBinary(Object entry) {
        return ((Entry<?>) entry).bytes();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return EventCodec.read(manifest, bytes);
    }
}
