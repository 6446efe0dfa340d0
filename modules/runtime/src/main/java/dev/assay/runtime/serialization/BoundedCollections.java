package dev.assay.runtime.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.serializers.ImmutableCollectionsSerializers;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JDK's immutable lists, maps and sets in Kryo's own format. Kryo makes room for as many elements as a message says it has,
 * which from a hostile peer is more than there is memory; here a length beyond the bytes that are left is refused.
 */
final class BoundedCollections {
    private BoundedCollections() {}

    /** @param kryo has no registrations but its own */
    static void register(Kryo kryo) {
        ImmutableCollectionsSerializers.registerSerializers(kryo);
        Lists lists = new Lists();
        Sets sets = new Sets();
        Maps maps = new Maps();
        for (int id = 0; kryo.getRegistration(id) != null; id++) {
            Registration registration = kryo.getRegistration(id);
            if (registration.getSerializer() instanceof MapSerializer) {
                registration.setSerializer(maps);
            } else if (registration.getSerializer() instanceof CollectionSerializer) {
                registration.setSerializer(List.class.isAssignableFrom(registration.getType()) ? lists : sets);
            }
        }
    }

    private static void requireBytes(Input input, int elements) {
        if (elements < 0 || elements > input.limit() - input.position()) {
            throw new KryoException(
                    "a collection of " + Integer.toUnsignedString(elements) + " elements is longer than its message");
        }
    }

    private static final class Lists extends CollectionSerializer<List<Object>> {
        private Lists() {
            setElementsCanBeNull(false);
        }

        @Override
        protected List<Object> create(Kryo kryo, Input input, Class<? extends List<Object>> type, int size) {
            requireBytes(input, size);
            return new ArrayList<>(size);
        }

        @Override
        public List<Object> read(Kryo kryo, Input input, Class<? extends List<Object>> type) {
            Collection<Object> read = super.read(kryo, input, type);
            return read == null ? null : List.copyOf(read);
        }
    }

    private static final class Sets extends CollectionSerializer<Set<Object>> {
        private Sets() {
            setElementsCanBeNull(false);
        }

        @Override
        protected Set<Object> create(Kryo kryo, Input input, Class<? extends Set<Object>> type, int size) {
            requireBytes(input, size);
            return new HashSet<>();
        }

        @Override
        public Set<Object> read(Kryo kryo, Input input, Class<? extends Set<Object>> type) {
            Collection<Object> read = super.read(kryo, input, type);
            return read == null ? null : Set.copyOf(read);
        }
    }

    private static final class Maps extends MapSerializer<Map<Object, Object>> {
        private Maps() {
            setKeysCanBeNull(false);
            setValuesCanBeNull(false);
        }

        @Override
        protected Map<Object, Object> create(
                Kryo kryo, Input input, Class<? extends Map<Object, Object>> type, int size) {
            requireBytes(input, size);
            return new HashMap<>();
        }

        @Override
        public Map<Object, Object> read(Kryo kryo, Input input, Class<? extends Map<Object, Object>> type) {
            Map<Object, Object> read = super.read(kryo, input, type);
            return read == null ? null : Map.copyOf(read);
        }
    }
}
