package dev.assay.runtime.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableCollectionsSerializers;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import com.esotericsoftware.kryo.util.Pool;
import dev.assay.learning.digest.Digest;
import dev.assay.research.recipe.Recipe;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Kryo for {@link ClusterMessage}s: a closed world in which every class has a fixed number, and any other is refused.
 *
 * <p>A Kryo instance is not thread-safe and costly to make, so they are pooled.
 */
public final class KryoSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7_101;
    private static final String MANIFEST = "kryo";
    private static final int ACTOR_REF = 100;
    private static final int FIRST_BUFFER = 512;

    private final Pool<Kryo> pool;

    public KryoSerializer(ExtendedActorSystem system) {
        ActorRefResolver refs = ActorRefResolver.get(Adapter.toTyped(system));
        this.pool = new Pool<>(true, false) {
            @Override
            protected Kryo create() {
                return newKryo(refs);
            }
        };
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
        Kryo kryo = pool.obtain();
        try {
            Output output = new Output(FIRST_BUFFER, -1);
            kryo.writeClassAndObject(output, message);
            return output.toBytes();
        } finally {
            pool.free(kryo);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        Kryo kryo = pool.obtain();
        try {
            return kryo.readClassAndObject(new Input(bytes));
        } finally {
            pool.free(kryo);
        }
    }

    private static Kryo newKryo(ActorRefResolver refs) {
        Kryo kryo = new Kryo(new InterfaceClassResolver(), new MapReferenceResolver());
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        ImmutableCollectionsSerializers.registerSerializers(kryo);
        MessageRegistry registry = new MessageRegistry(kryo);
        registry.addWith(ACTOR_REF, ActorRef.class, new ActorRefSerializer(refs))
                .add(101, Optional.class)
                .add(102, OptionalDouble.class)
                .add(103, Instant.class)
                .addText(104, Digest.class, Digest::hex, Digest::new)
                .addText(105, Recipe.class, Recipe::canonical, Recipe::parse)
                .addWith(106, SortedMap.class, new SortedMapSerializer());
        ServiceLoader.load(MessageTypes.class, KryoSerializer.class.getClassLoader())
                .forEach(types -> types.register(registry));
        return kryo;
    }

    /** Maps every implementation of a reference or sorted map to the one that is registered for its interface. */
    private static final class InterfaceClassResolver extends DefaultClassResolver {
        @Override
        @SuppressWarnings("rawtypes")
        public Registration getRegistration(Class type) {
            if (ActorRef.class.isAssignableFrom(type)) {
                return super.getRegistration(ActorRef.class);
            }
            return super.getRegistration(SortedMap.class.isAssignableFrom(type) ? SortedMap.class : type);
        }
    }

    /** Keys in their natural order, each followed by its value. */
    @SuppressWarnings("rawtypes")
    private static final class SortedMapSerializer extends Serializer<SortedMap> {
        private SortedMapSerializer() {
            super(false, true);
        }

        @Override
        public void write(Kryo kryo, Output output, SortedMap map) {
            output.writeInt(map.size(), true);
            for (Object entry : map.entrySet()) {
                kryo.writeClassAndObject(output, ((Map.Entry) entry).getKey());
                kryo.writeClassAndObject(output, ((Map.Entry) entry).getValue());
            }
        }

        @Override
        public SortedMap read(Kryo kryo, Input input, Class<? extends SortedMap> type) {
            SortedMap<Object, Object> map = new TreeMap<>();
            for (int left = input.readInt(true); left > 0; left--) {
                Object key = kryo.readClassAndObject(input);
                map.put(key, kryo.readClassAndObject(input));
            }
            return map;
        }
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
