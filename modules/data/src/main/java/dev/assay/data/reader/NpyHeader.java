package dev.assay.data.reader;

import dev.assay.data.file.UnreadableFile;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an array in NumPy's format, versions 1 to 3.
 *
 * @param type of an element
 * @param bigEndian whether the most significant byte comes first
 * @param shape 1 to 8 dimensions, rows first
 */
record NpyHeader(Type type, boolean bigEndian, List<Integer> shape) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;
    private static final int MOST_DIMENSIONS = 8;
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*('[^']*'|\\[)");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)\\b");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");
    private static final Pattern ELEMENT = Pattern.compile("([<>|=]?)([biuf])([1248])");

    /** What an element is. */
    enum Type {
        BOOL(1),
        INT8(1),
        INT16(2),
        INT32(4),
        INT64(8),
        UINT8(1),
        UINT16(2),
        UINT32(4),
        UINT64(8),
        FLOAT16(2),
        FLOAT32(4),
        FLOAT64(8);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }

        boolean isWhole() {
            return this != FLOAT16 && this != FLOAT32 && this != FLOAT64;
        }
    }

    NpyHeader {
        shape = List.copyOf(shape);
    }

    int rows() {
        return shape.get(0);
    }

    /** Elements of one row; more than an int holds count as the largest int. */
    int rowSize() {
        long size = 1;
        for (int dimension : shape.subList(1, shape.size())) {
            size = Math.min(Integer.MAX_VALUE, size * dimension);
        }
        return (int) size;
    }

    /** @throws UnreadableFile when it is no array that can be read, saying what is allowed */
    static NpyHeader read(DataInputStream content) throws IOException {
        try {
            for (byte expected : MAGIC) {
                if (content.readByte() != expected) {
                    throw new UnreadableFile("does not begin as NumPy's arrays do");
                }
            }
            int version = content.readUnsignedByte();
            content.readUnsignedByte();
            if (version < 1 || version > 3) {
                throw new UnreadableFile("is of NumPy's format version " + version + ", must be 1 to 3");
            }
            long length = version == 1
                    ? Short.toUnsignedLong(Short.reverseBytes(content.readShort()))
                    : Integer.toUnsignedLong(Integer.reverseBytes(content.readInt()));
            if (length > LONGEST_HEADER) {
                throw new UnreadableFile("has a header of " + length + " bytes, must be at most " + LONGEST_HEADER);
            }
            byte[] header = new byte[(int) length];
            content.readFully(header);
            return parse(new String(header, StandardCharsets.UTF_8));
        } catch (EOFException e) {
            throw new UnreadableFile("ends within its header: it is truncated");
        }
    }

    private static NpyHeader parse(String header) throws UnreadableFile {
        Matcher description = DESCRIPTION.matcher(header);
        Matcher order = ORDER.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!description.find() || !order.find() || !shape.find()) {
            throw new UnreadableFile("has a header that names no descr, fortran_order and shape");
        }
        String described = description.group(1).replace("'", "");
        Matcher element = ELEMENT.matcher(described);
        if (!element.matches()) {
            throw new UnreadableFile(
                    "has elements of type '" + (described.equals("[") ? "structure" : FileProblems.cut(described))
                            + "', must be bool, int8 to int64, uint8 to uint64 or float16 to float64"
                            + (described.contains("O") ? "; pickled objects are never read" : ""));
        }
        List<Integer> dimensions = dimensions(shape.group(1));
        if (order.group(1).equals("True") && dimensions.size() > 1) {
            throw new UnreadableFile("is in Fortran order, must be in C order: save numpy.ascontiguousarray of it");
        }
        return new NpyHeader(type(element, described), element.group(1).equals(">"), dimensions);
    }

    private static List<Integer> dimensions(String text) throws UnreadableFile {
        List<Integer> dimensions = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String number = part.strip();
            if (number.isEmpty()) {
                continue;
            }
            if (!number.matches("\\d{1,10}") || Long.parseLong(number) > Integer.MAX_VALUE) {
                throw new UnreadableFile("has a dimension of " + FileProblems.cut(number) + ", must be below 2^31");
            }
            dimensions.add(Integer.parseInt(number));
        }
        if (dimensions.isEmpty() || dimensions.size() > MOST_DIMENSIONS) {
            throw new UnreadableFile(
                    "has " + dimensions.size() + " dimensions, must have 1 to " + MOST_DIMENSIONS + ", rows first");
        }
        return dimensions;
    }

    private static Type type(Matcher element, String described) throws UnreadableFile {
        String kind = switch (element.group(2)) {
            case "b" -> "BOOL";
            case "i" -> "INT";
            case "u" -> "UINT";
            default -> "FLOAT";
        };
        int bytes = Integer.parseInt(element.group(3));
        for (Type type : Type.values()) {
            if (type.name().replaceAll("\\d", "").equals(kind) && type.bytes == bytes) {
                return type;
            }
        }
        throw new UnreadableFile("has elements of type '" + described + "', which NumPy does not have");
    }
}
