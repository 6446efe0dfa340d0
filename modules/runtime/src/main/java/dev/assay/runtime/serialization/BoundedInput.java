package dev.assay.runtime.serialization;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;

/** Refuses a text that is longer than its message: Kryo makes room for as many characters as a message says it has. */
final class BoundedInput extends Input {
    BoundedInput(byte[] message) {
        super(message);
    }

    @Override
    public String readString() {
        if (readVarIntFlag()) {
            int start = position();
            int characters = readVarIntFlag(true) - 1;
            if (characters > limit() - start) {
                throw new KryoException("a text of " + characters + " characters is longer than its message");
            }
            setPosition(start);
        }
        return super.readString();
    }
}
