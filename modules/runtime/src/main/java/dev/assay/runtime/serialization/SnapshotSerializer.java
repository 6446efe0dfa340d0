package dev.assay.runtime.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.assay.learning.digest.Digest;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * States of campaigns and trials as snapshots: the SHA-256 of what follows, then the state in the {@link ClosedWorld}.
 *
 * <p>A snapshot only saves the time to read events again. So one that is of another format, damaged or otherwise odd is refused
 * by one exception, whatever is wrong with it, upon which the journal goes back to the events. The digest comes first because a
 * damaged length could ask for all memory there is.
 */
public final class SnapshotSerializer extends SerializerWithStringManifest {
    /** Stored with every snapshot. */
    public static final int IDENTIFIER = 7_102;

    /**
     * The format's version, stored as the manifest: a snapshot with another one is not read. To be raised whenever a class that
     * a snapshot holds has other components, or the fold comes to another state from the same events.
     */
    public static final String FORMAT = "snapshot.v2";

    private static final int HASH_BYTES = 32;

    private final ClosedWorld world = new ClosedWorld(NoActorRefs::new);

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object state) {
        return FORMAT;
    }

    @Override
    public byte[] toBinary(Object state) {
        byte[] content = world.write(state);
        return ByteBuffer.allocate(HASH_BYTES + content.length)
                .put(hash(content))
                .put(content)
                .array();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        if (!manifest.equals(FORMAT)) {
            throw new NotSerializableException(
                    "the snapshot has format '" + manifest + "'; this release reads '" + FORMAT + "' only");
        }
        byte[] content = Arrays.copyOfRange(bytes, Math.min(HASH_BYTES, bytes.length), bytes.length);
        if (!Arrays.equals(hash(content), Arrays.copyOf(bytes, HASH_BYTES))) {
            throw new NotSerializableException("the snapshot is damaged: its content does not have its digest");
        }
        try {
            return world.read(content);
        } catch (RuntimeException e) {
            NotSerializableException unreadable =
                    new NotSerializableException("the snapshot is damaged: " + e.getMessage());
            unreadable.initCause(e);
            throw unreadable;
        }
    }

    private static byte[] hash(byte[] content) {
        return Digest.sha256().digest(content);
    }

    /** A state outlives its process; an actor does not. */
    @SuppressWarnings("rawtypes")
    private static final class NoActorRefs extends Serializer<ActorRef> {
        @Override
        public void write(Kryo kryo, Output output, ActorRef ref) {
            throw new KryoException("a snapshot holds no actor, not even " + ref);
        }

        @Override
        public ActorRef read(Kryo kryo, Input input, Class<? extends ActorRef> type) {
            throw new KryoException("a snapshot holds no actor");
        }
    }
}
