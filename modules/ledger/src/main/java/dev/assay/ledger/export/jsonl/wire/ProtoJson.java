package dev.assay.ledger.export.jsonl.wire;

import dev.assay.ledger.export.jsonl.wire.MessageFields.Field;
import java.util.Optional;

/**
 * Turns a message in protobuf's JSON mapping into its bytes, without making the message: {@code JsonFormat} takes some 20 µs for
 * an event, which is too long for a million of them. Only what the ledger's messages are made of is known; fields must
 * come in the rising order of their numbers, as they are printed. Not thread-safe.
 */
final class ProtoJson {
    private final WireBuffer out = new WireBuffer();

    /**
     * Reads one object, which comes next, to its end.
     *
     * @throws MalformedLineException when it is not a message of this type
     */
    byte[] bytes(MessageFields type, CanonicalJson json) {
        out.clear();
        message(type, json);
        return out.toBytes();
    }

    private void message(MessageFields type, CanonicalJson json) {
        json.require('{');
        if (json.take('}')) {
            return;
        }
        int position = -1;
        Optional<String> chosen = Optional.empty();
        do {
            position = type.next(json, position + 1);
            Field field = type.field(position);
            if (field.choice.isPresent()) {
                if (field.choice.equals(chosen)) {
                    throw new MalformedLineException("has '" + field.name + "' besides another " + chosen.get()
                            + ", of which there is only one");
                }
                chosen = field.choice;
            }
            value(field, json);
        } while (json.take(','));
        json.require('}');
    }

    private void value(Field field, CanonicalJson json) {
        if (!field.isRepeated) {
            out.putVarint(field.tag);
            single(field, json);
            return;
        }
        json.require('[');
        if (json.take(']')) {
            throw unwritten(field);
        }
        if (field.isPacked) {
            out.putVarint(field.tag);
            int begin = out.begin();
            elements(field, json);
            out.end(begin);
        } else {
            elements(field, json);
        }
    }

    private void elements(Field field, CanonicalJson json) {
        do {
            if (!field.isPacked) {
                out.putVarint(field.tag);
            }
            single(field, json);
        } while (json.take(','));
        json.require(']');
    }

    private void single(Field field, CanonicalJson json) {
        switch (field.type) {
            case MESSAGE -> {
                int begin = out.begin();
                message(field.message(), json);
                out.end(begin);
            }
            case STRING -> {
                int begin = out.begin();
                json.text(out);
                requireWritten(field, out.size() == begin);
                out.end(begin);
            }
            case BYTES -> {
                int begin = out.begin();
                json.base64(out);
                requireWritten(field, out.size() == begin);
                out.end(begin);
            }
            default -> requireWritten(field, number(field, json) == 0);
        }
    }

    /** @return the bits of what was read; 0 for the field's default */
    private long number(Field field, CanonicalJson json) {
        switch (field.type) {
            case INT32 -> {
                return varint(json.int32());
            }
            case INT64 -> {
                return varint(json.int64());
            }
            case SFIXED64 -> {
                return fixed(json.int64());
            }
            case DOUBLE -> {
                return fixed(Double.doubleToRawLongBits(json.isAtText() ? named(json) : json.real()));
            }
            case BOOL -> {
                return varint(json.bool() ? 1 : 0);
            }
            case ENUM -> {
                return varint(json.isAtText() ? field.enumNumber(json.text()) : json.int32());
            }
            default -> throw new MalformedLineException("has a " + field.type + ", which no event has");
        }
    }

    private long varint(long value) {
        out.putVarint(value);
        return value;
    }

    private long fixed(long bits) {
        out.putFixed(bits);
        return bits;
    }

    private static double named(CanonicalJson json) {
        String name = json.text();
        return switch (name) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new MalformedLineException("has '" + name + "' where a number belongs");
        };
    }

    /** A value that is its field's default is not in a message, so two messages of one meaning have the same bytes. */
    private static void requireWritten(Field field, boolean isDefault) {
        if (isDefault && field.isAbsentAsDefault) {
            throw unwritten(field);
        }
    }

    private static MalformedLineException unwritten(Field field) {
        return new MalformedLineException("has '" + field.name + "' with the value that it has when it is absent");
    }
}
