package dev.assay.ledger.export.jsonl.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Turns a message in protobuf's JSON mapping into its bytes, without making the message: {@code JsonFormat} takes some 20 µs for
 * an event, which is too long for a million of them. Only what the ledger's messages are made of is known; fields must
 * come in the rising order of their numbers, as they are printed. Not thread-safe.
 */
final class ProtoJson {
    /** Most messages are parts of others and small, and every one has a buffer. */
    private static final int BUFFER = 128;

    private final Map<Descriptor, Map<String, FieldDescriptor>> fields = new HashMap<>();

    /**
     * Reads one object, whose start the parser stands on, to its end.
     *
     * @throws MalformedLineException when it is not a message of this type
     */
    byte[] bytes(Descriptor type, JsonParser json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER);
        message(type, json, out);
        out.flush();
        return bytes.toByteArray();
    }

    private void message(Descriptor type, JsonParser json, CodedOutputStream out) throws IOException {
        Map<String, FieldDescriptor> known = fields.computeIfAbsent(type, ProtoJson::byJsonName);
        int last = 0;
        OneofDescriptor chosen = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            FieldDescriptor field = known.get(json.currentName());
            if (field == null) {
                throw new MalformedLineException("has a field '" + json.currentName() + "' that " + type.getName()
                        + " does not have: a newer release wrote it, or somebody else");
            }
            if (field.getNumber() <= last) {
                throw new MalformedLineException("has field '" + json.currentName() + "' twice, or too late");
            }
            last = field.getNumber();
            if (field.getRealContainingOneof() != null) {
                if (field.getRealContainingOneof() == chosen) {
                    throw new MalformedLineException("has '" + json.currentName() + "' besides another "
                            + chosen.getName() + ", of which there is only one");
                }
                chosen = field.getRealContainingOneof();
            }
            json.nextToken();
            if (field.isRepeated()) {
                repeated(field, json, out);
            } else {
                single(field, json, out);
            }
        }
        require(json, JsonToken.END_OBJECT);
    }

    private void repeated(FieldDescriptor field, JsonParser json, CodedOutputStream out) throws IOException {
        require(json, JsonToken.START_ARRAY);
        if (json.nextToken() == JsonToken.END_ARRAY) {
            throw unwritten(json);
        }
        if (!field.isPacked()) {
            for (; json.currentToken() != JsonToken.END_ARRAY; json.nextToken()) {
                single(field, json, out);
            }
            return;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        CodedOutputStream values = CodedOutputStream.newInstance(packed, BUFFER);
        for (; json.currentToken() != JsonToken.END_ARRAY; json.nextToken()) {
            number(field, json, values);
        }
        values.flush();
        out.writeByteArray(field.getNumber(), packed.toByteArray());
    }

    private void single(FieldDescriptor field, JsonParser json, CodedOutputStream out) throws IOException {
        switch (field.getType()) {
            case MESSAGE -> {
                require(json, JsonToken.START_OBJECT);
                out.writeByteArray(field.getNumber(), bytes(field.getMessageType(), json));
            }
            case STRING -> {
                String text = text(json);
                requireWritten(field, text.isEmpty(), json);
                out.writeString(field.getNumber(), text);
            }
            case BYTES -> {
                byte[] bytes = base64(json);
                requireWritten(field, bytes.length == 0, json);
                out.writeByteArray(field.getNumber(), bytes);
            }
            default -> {
                out.writeTag(field.getNumber(), field.getLiteType().getWireType());
                requireWritten(field, number(field, json, out), json);
            }
        }
    }

    /** A value that is its field's default is not in a message, so two messages of one meaning have the same bytes. */
    private static void requireWritten(FieldDescriptor field, boolean isDefault, JsonParser json) {
        if (isDefault && !field.hasPresence() && !field.isRepeated()) {
            throw unwritten(json);
        }
    }

    private static MalformedLineException unwritten(JsonParser json) {
        return new MalformedLineException(
                "has '" + json.currentName() + "' with the value that it has when it is absent");
    }

    /** @return whether it is the field's default */
    private static boolean number(FieldDescriptor field, JsonParser json, CodedOutputStream out) throws IOException {
        try {
            switch (field.getType()) {
                case INT32 -> {
                    require(json, JsonToken.VALUE_NUMBER_INT);
                    out.writeInt32NoTag(json.getIntValue());
                    return json.getIntValue() == 0;
                }
                case INT64 -> {
                    long value = Long.parseLong(text(json));
                    out.writeInt64NoTag(value);
                    return value == 0;
                }
                case SFIXED64 -> {
                    long value = Long.parseLong(text(json));
                    out.writeSFixed64NoTag(value);
                    return value == 0;
                }
                case DOUBLE -> {
                    double value = real(json);
                    out.writeDoubleNoTag(value);
                    return Double.doubleToRawLongBits(value) == 0;
                }
                case BOOL -> {
                    out.writeBoolNoTag(json.getBooleanValue());
                    return !json.getBooleanValue();
                }
                case ENUM -> {
                    int value = enumNumber(field, json);
                    out.writeEnumNoTag(value);
                    return value == 0;
                }
                default -> throw new MalformedLineException("has a " + field.getType() + ", which no event has");
            }
        } catch (NumberFormatException e) {
            throw new MalformedLineException("has '" + json.getString() + "' where a number belongs");
        }
    }

    private static double real(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            require(json, JsonToken.VALUE_NUMBER_FLOAT);
            double value = json.getDoubleValue();
            if (Double.isInfinite(value)) {
                throw new MalformedLineException("has " + json.getString() + ", which is too large for a double");
            }
            return value;
        }
        return switch (json.getString()) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new MalformedLineException("has '" + json.getString() + "' where a number belongs");
        };
    }

    private static int enumNumber(FieldDescriptor field, JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return json.getIntValue();
        }
        EnumValueDescriptor value = field.getEnumType().findValueByName(json.getString());
        if (value == null) {
            throw new MalformedLineException("has '" + json.getString() + "', which is no "
                    + field.getEnumType().getName() + " of this release");
        }
        return value.getNumber();
    }

    private static String text(JsonParser json) throws IOException {
        require(json, JsonToken.VALUE_STRING);
        return json.getString();
    }

    private static byte[] base64(JsonParser json) throws IOException {
        return CanonicalBase64.decode(text(json))
                .orElseThrow(() -> new MalformedLineException("has '" + json.getString() + "' where base64 belongs"));
    }

    private static void require(JsonParser json, JsonToken token) {
        if (json.currentToken() != token) {
            throw new MalformedLineException("has " + json.currentToken() + " where " + token + " belongs, at column "
                    + json.currentTokenLocation().getColumnNr());
        }
    }

    private static Map<String, FieldDescriptor> byJsonName(Descriptor type) {
        Map<String, FieldDescriptor> names = new HashMap<>();
        type.getFields().forEach(field -> names.put(field.getJsonName(), field));
        return names;
    }
}
