package dev.assay.data.task;

import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Targets;
import dev.assay.learning.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** SHA-256 over rows, fed one row at a time: every part says how long it is before it is written, so that no two mix. */
final class RowsDigest {
    private final MessageDigest sha = Digest.sha256();

    RowsDigest() {
        text("assay.rows.v1");
    }

    void names(List<String> names) {
        number(names.size());
        names.forEach(this::text);
    }

    void groups(List<Examples> groups) {
        number(groups.size());
        groups.forEach(this::group);
    }

    Digest digest() {
        return Digest.ofHash(sha.digest());
    }

    private void group(Examples group) {
        int size = group.rowSize();
        number(group.rows());
        number(group.rowShape().size());
        group.rowShape().forEach(this::number);
        Targets targets = group.targets();
        text(targets.kind().name());
        int width = targets.kind() == Targets.Kind.TOKENS ? targets.length() : 0;
        number(width);
        float[] row = new float[size];
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, size));
        for (int i = 0; i < group.rows(); i++) {
            group.readRow(i, row, 0);
            bytes.asFloatBuffer().put(row);
            sha.update(bytes.array());
            target(targets, i, width);
        }
    }

    private void target(Targets targets, int row, int width) {
        switch (targets.kind()) {
            case CLASS -> number(targets.label(row));
            case VALUE -> number(Float.floatToRawIntBits(targets.value(row)));
            case SURVIVAL -> {
                number(Float.floatToRawIntBits(targets.time(row)));
                number(targets.event(row) ? 1 : 0);
            }
            case TOKENS -> {
                for (int position = 0; position < width; position++) {
                    number(targets.token(row, position));
                }
            }
        }
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        sha.update(bytes);
    }

    private void number(int number) {
        sha.update((byte) (number >> 24));
        sha.update((byte) (number >> 16));
        sha.update((byte) (number >> 8));
        sha.update((byte) number);
    }
}
