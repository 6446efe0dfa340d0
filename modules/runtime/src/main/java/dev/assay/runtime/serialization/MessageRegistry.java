package dev.assay.runtime.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.function.Function;

/**
 * Collects the classes that may cross between nodes or be in a snapshot, each under a number that no other class ever gets. Numbers: runtime
 * 100 to 199, client 200 to 299, server 300 to 399, agent 400 to 499.
 */
public final class MessageRegistry {
    private static final int FIRST_FREE = 100;

    private final Kryo kryo;

    /** @param kryo gets the registrations; it must have none of its own from {@value #FIRST_FREE} on */
    public MessageRegistry(Kryo kryo) {
        this.kryo = kryo;
    }

    /** Records and enums: encoded component by component. */
    public MessageRegistry add(int id, Class<?> type) {
        requireFree(id, type);
        kryo.register(type, id);
        return this;
    }

    /** Types with an exact text form, which their own parser checks on arrival. */
    public <T> MessageRegistry addText(int id, Class<T> type, Function<T, String> write, Function<String, T> read) {
        return addWith(id, type, new Serializer<T>(false, true) {
            @Override
            public void write(Kryo kryo, Output output, T value) {
                output.writeString(write.apply(value));
            }

            @Override
            public T read(Kryo kryo, Input input, Class<? extends T> actual) {
                return read.apply(input.readString());
            }
        });
    }

    /** Types with an exact binary form. */
    public <T> MessageRegistry addBytes(int id, Class<T> type, Function<T, byte[]> write, Function<byte[], T> read) {
        return addWith(id, type, new Serializer<T>(false, true) {
            @Override
            public void write(Kryo kryo, Output output, T value) {
                byte[] bytes = write.apply(value);
                output.writeInt(bytes.length, true);
                output.writeBytes(bytes);
            }

            @Override
            public T read(Kryo kryo, Input input, Class<? extends T> actual) {
                int length = input.readInt(true);
                if (length < 0 || length > input.limit() - input.position()) {
                    throw new KryoException(type.getSimpleName() + " of " + Integer.toUnsignedString(length)
                            + " bytes is longer than its message");
                }
                return read.apply(input.readBytes(length));
            }
        });
    }

    /** Types that are written as a value of another type, which has a number too. */
    public <T, P> MessageRegistry addAs(
            int id, Class<T> type, Class<P> plain, Function<T, P> write, Function<P, T> read) {
        return addWith(id, type, new Serializer<T>(false, true) {
            @Override
            public void write(Kryo kryo, Output output, T value) {
                kryo.writeObject(output, write.apply(value));
            }

            @Override
            public T read(Kryo kryo, Input input, Class<? extends T> actual) {
                return read.apply(kryo.readObject(input, plain));
            }
        });
    }

    <T> MessageRegistry addWith(int id, Class<T> type, Serializer<T> serializer) {
        requireFree(id, type);
        kryo.register(type, serializer, id);
        return this;
    }

    private void requireFree(int id, Class<?> type) {
        if (id < FIRST_FREE || kryo.getRegistration(id) != null) {
            throw new IllegalStateException("number " + id + " for " + type.getName() + " is taken or reserved");
        }
        if (kryo.getClassResolver().getRegistration(type) != null) {
            throw new IllegalStateException(type.getName() + " has a number already, it cannot get " + id + " too");
        }
    }
}
