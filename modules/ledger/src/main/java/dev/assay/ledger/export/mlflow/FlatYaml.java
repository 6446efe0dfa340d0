package dev.assay.ledger.export.mlflow;

import java.util.Optional;

/** A YAML mapping of plain values, as MLflow's {@code meta.yaml} files are. Texts are quoted, so that none is taken for a number. */
final class FlatYaml {
    private final StringBuilder text = new StringBuilder();

    FlatYaml text(String key, String value) {
        return line(key, quoted(value));
    }

    FlatYaml whole(String key, long value) {
        return line(key, Long.toString(value));
    }

    FlatYaml whole(String key, Optional<Long> value) {
        return line(key, value.map(String::valueOf).orElse("null"));
    }

    FlatYaml emptyList(String key) {
        return line(key, "[]");
    }

    private FlatYaml line(String key, String value) {
        text.append(key).append(": ").append(value).append('\n');
        return this;
    }

    /** Single quotes where they can hold the text; else double quotes with every other character by its number. */
    private static String quoted(String value) {
        if (value.chars().allMatch(FlatYaml::isPlain)) {
            return "'" + value.replace("'", "''") + "'";
        }
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints().forEach(point -> {
            if (isPlain(point) && point != '"' && point != '\\') {
                quoted.append((char) point);
            } else {
                boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
                quoted.append(String.format("\\U%08X", half ? 0xFFFD : point));
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean isPlain(int point) {
        return point >= ' ' && point <= '~';
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
