package dev.assay.runtime.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** {@link ClusterMessage}s in the {@link ClosedWorld}. What arrives holds what its class declares, or is refused. */
public final class KryoSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7_101;
    private static final String MANIFEST = "kryo";

    private final ClosedWorld world;

    public KryoSerializer(ExtendedActorSystem system) {
        ActorRefResolver refs = ActorRefResolver.get(Adapter.toTyped(system));
        this.world = new ClosedWorld(() -> new ActorRefSerializer(refs));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return MANIFEST;
    }

    @Override
    public byte[] toBinary(Object message) {
        return world.write(message);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        Object message = world.read(bytes);
        DeclaredTypes.require(message);
        return message;
    }

    @SuppressWarnings("rawtypes")
    private static final class ActorRefSerializer extends Serializer<ActorRef> {
        private final ActorRefResolver refs;

        private ActorRefSerializer(ActorRefResolver refs) {
            super(false, true);
            this.refs = refs;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void write(Kryo kryo, Output output, ActorRef ref) {
            output.writeString(refs.toSerializationFormat(ref));
        }

        @Override
        public ActorRef read(Kryo kryo, Input input, Class<? extends ActorRef> type) {
            return refs.resolveActorRef(input.readString());
        }
    }
}
