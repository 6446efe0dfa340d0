package dev.assay.runtime.serialization;

import com.esotericsoftware.kryo.KryoException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a message that was read holds what its records declare. Kryo leaves a part out where a peer says so, and puts a value
 * of any registered class into a list, a map or an optional: an actor that came upon either would end.
 */
final class DeclaredTypes {
    private static final ClassValue<List<Part>> PARTS = new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
        }
    };

    private DeclaredTypes() {}

    /** A component of a record. */
    private record Part(String name, Type type, Method reader) {
        static Part of(RecordComponent component) {
            Method reader = component.getAccessor();
            reader.setAccessible(true);
            String name = component.getDeclaringRecord().getSimpleName() + "." + component.getName();
            return new Part(name, component.getGenericType(), reader);
        }

        Object of(Object owner) {
            try {
                return reader.invoke(owner);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(name + " cannot be read", e);
            }
        }
    }

    /** @throws KryoException that names the part which is missing, or is of another type than it is declared with */
    static void require(Object message) {
        require("message", message, Object.class);
    }

    private static void require(String name, Object value, Type type) {
        Class<?> expected = erased(type);
        if (!expected.isPrimitive() && !expected.isInstance(value)) {
            throw new KryoException(name + " is "
                    + (value == null ? "missing" : "a " + value.getClass().getSimpleName()) + ", not a "
                    + expected.getSimpleName());
        }
        if (value instanceof Record) {
            PARTS.get(value.getClass()).forEach(part -> require(part.name(), part.of(value), part.type()));
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(content -> require(name, content, argument(type, 0)));
        } else if (value instanceof Collection<?> elements) {
            elements.forEach(element -> require(name, element, argument(type, 0)));
        } else if (value instanceof Map<?, ?> entries) {
            entries.forEach((key, entry) -> {
                require(name, key, argument(type, 0));
                require(name, entry, argument(type, 1));
            });
        }
    }

    private static Class<?> erased(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType generic) {
            return erased(generic.getRawType());
        }
        if (type instanceof WildcardType wildcard) {
            return erased(wildcard.getUpperBounds()[0]);
        }
        return type instanceof TypeVariable<?> variable ? erased(variable.getBounds()[0]) : Object.class;
    }

    /** Anything, where the declaration does not say. */
    private static Type argument(Type type, int index) {
        return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[index] : Object.class;
    }
}
