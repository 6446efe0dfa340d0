package dev.assay.ledger.export.jsonl.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a message of one type may hold, in rising order of the fields' numbers, which is the order of an export. It is found out once:
 * asking a descriptor takes longer than reading most values.
 */
final class MessageFields {
    private final String name;
    private final Field[] fields;

    private MessageFields(String name, List<Field> fields) {
        this.name = name;
        this.fields = fields.toArray(Field[]::new);
    }

    /** Of a type that does not contain itself, as none of the ledger's does. */
    static MessageFields of(Descriptor type) {
        return new MessageFields(
                type.getName(),
                type.getFields().stream()
                        .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
                        .map(Field::new)
                        .toList());
    }

    /**
     * The position of the field whose property comes next, which is stepped over.
     *
     * @param from the position behind that of the field before
     */
    int next(CanonicalJson json, int from) {
        for (int position = from; position < fields.length; position++) {
            if (json.take(fields[position].property)) {
                return position;
            }
        }
        String found = json.name();
        for (Field field : fields) {
            if (field.name.equals(found)) {
                throw new MalformedLineException("has field '" + found + "' twice, or too late");
            }
        }
        throw new MalformedLineException("has a field '" + found + "' that " + name
                + " does not have: a newer release wrote it, or somebody else");
    }

    Field field(int position) {
        return fields[position];
    }

    /** One field, as it is asked for while a message is read. */
    static final class Field {
        final String name;
        final FieldDescriptor.Type type;
        final boolean isRepeated;
        final boolean isPacked;
        /** Whether it is absent where it has its default: such a message has one text and one sequence of bytes. */
        final boolean isAbsentAsDefault;
        /** Of how many only one may be there; empty for a field of its own. */
        final Optional<String> choice;
        /** Number and wire type, as they stand before the value. */
        final int tag;

        private final byte[] property;
        private final FieldDescriptor descriptor;
        private final Optional<MessageFields> message;

        private Field(FieldDescriptor descriptor) {
            this.descriptor = descriptor;
            name = descriptor.getJsonName();
            property = ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
            type = descriptor.getType();
            isRepeated = descriptor.isRepeated();
            isPacked = descriptor.isPacked();
            isAbsentAsDefault = !descriptor.hasPresence() && !isRepeated;
            choice = Optional.ofNullable(descriptor.getRealContainingOneof()).map(oneof -> oneof.getName());
            int wireType = isPacked ? 2 : descriptor.getLiteType().getWireType();
            tag = descriptor.getNumber() << 3 | wireType;
            message = type == FieldDescriptor.Type.MESSAGE
                    ? Optional.of(MessageFields.of(descriptor.getMessageType()))
                    : Optional.empty();
        }

        /** What the message that it holds may hold. */
        MessageFields message() {
            return message.orElseThrow();
        }

        /** The number of a name of its enumeration. */
        int enumNumber(String value) {
            return Optional.ofNullable(descriptor.getEnumType().findValueByName(value))
                    .orElseThrow(() -> new MalformedLineException("has '" + value + "', which is no "
                            + descriptor.getEnumType().getName() + " of this release"))
                    .getNumber();
        }
    }
}
