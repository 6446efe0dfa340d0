package dev.assay.runtime.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import com.esotericsoftware.kryo.util.Pool;
import dev.assay.learning.digest.Digest;
import dev.assay.research.recipe.Recipe;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/**
 * Kryo in a closed world: every class of the {@link MessageTypes} has a fixed number, and any other is refused.
 *
 * <p>A Kryo instance is not thread-safe and costly to make, so they are pooled.
 */
final class ClosedWorld {
    private static final int ACTOR_REF = 100;
    private static final int FIRST_BUFFER = 512;
    /** Far more than any message or snapshot has, far less than a thread's stack. */
    private static final int DEEPEST = 100;

    private final Pool<Kryo> pool;

    /** @param actorRefs makes what writes and reads actor references */
    @SuppressWarnings("rawtypes") // Kryo knows classes, not their parameters.
    ClosedWorld(Supplier<Serializer<ActorRef>> actorRefs) {
        this.pool = new Pool<>(true, false) {
            @Override
            protected Kryo create() {
                return newKryo(actorRefs.get());
            }
        };
    }

    byte[] write(Object value) {
        Kryo kryo = pool.obtain();
        try {
            Output output = new Output(FIRST_BUFFER, -1);
            kryo.writeClassAndObject(output, value);
            return output.toBytes();
        } finally {
            pool.free(kryo);
        }
    }

    Object read(byte[] bytes) {
        Kryo kryo = pool.obtain();
        try {
            return kryo.readClassAndObject(new BoundedInput(bytes));
        } finally {
            pool.free(kryo);
        }
    }

    @SuppressWarnings("rawtypes")
    private static Kryo newKryo(Serializer<ActorRef> actorRefs) {
        Kryo kryo = new Kryo(new InterfaceClassResolver(), new MapReferenceResolver());
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setMaxDepth(DEEPEST);
        BoundedCollections.register(kryo);
        MessageRegistry registry = new MessageRegistry(kryo);
        registry.addWith(ACTOR_REF, ActorRef.class, actorRefs)
                .add(101, Optional.class)
                .add(102, OptionalDouble.class)
                .add(103, Instant.class)
                .addText(104, Digest.class, Digest::hex, Digest::new)
                .addText(105, Recipe.class, Recipe::canonical, Recipe::parse)
                .addWith(106, SortedMap.class, new SortedMapSerializer())
                .addWith(107, PSet.class, new SetSerializer());
        ServiceLoader.load(MessageTypes.class, ClosedWorld.class.getClassLoader())
                .forEach(types -> types.register(registry));
        return kryo;
    }

    /** Maps every implementation of a reference, sorted map or persistent set to the one that is registered for its interface. */
    private static final class InterfaceClassResolver extends DefaultClassResolver {
        private static final List<Class<?>> INTERFACES = List.of(ActorRef.class, SortedMap.class, PSet.class);

        @Override
        @SuppressWarnings("rawtypes")
        public Registration getRegistration(Class type) {
            for (Class<?> known : INTERFACES) {
                if (known.isAssignableFrom(type)) {
                    return super.getRegistration(known);
                }
            }
            return super.getRegistration(type);
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
    private static final class SetSerializer extends Serializer<PSet> {
        private SetSerializer() {
            super(false, true);
        }

        @Override
        public void write(Kryo kryo, Output output, PSet set) {
            output.writeInt(set.size(), true);
            for (Object element : set) {
                kryo.writeClassAndObject(output, element);
            }
        }

        @Override
        public PSet read(Kryo kryo, Input input, Class<? extends PSet> type) {
            PSet<Object> set = HashTreePSet.empty();
            for (int left = input.readInt(true); left > 0; left--) {
                set = set.plus(kryo.readClassAndObject(input));
            }
            return set;
        }
    }
}
