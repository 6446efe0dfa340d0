package dev.assay.research.profile;

import dev.assay.research.dataset.DataFormat;
import dev.assay.research.frontmatter.Values;
import java.util.List;
import java.util.Optional;

/** Reads a profile's block {@code data.reader}. */
final class FormatReader {
    private static final String READER = "data.reader";

    private final Values values;

    FormatReader(Values values) {
        this.values = values;
    }

    /** Reports what is wrong; empty when that is so much that no format comes out of it. */
    Optional<DataFormat> read() {
        if (!values.isSound(READER) || !values.has(READER)) {
            return Optional.empty();
        }
        DataFormat format = switch (values.text(READER + ".format").orElseThrow()) {
            case "csv" -> new CsvFormatReader(values).read().orElse(null);
            case "idx" -> new DataFormat.Idx(shape().orElseThrow(), scale());
            case "cifar-binary" -> new DataFormat.CifarBinary(scale());
            case "npz" -> npz();
            case "image-folder" -> imageFolder();
            case "text-by-speaker" -> text();
            default ->
                new DataFormat.LeafSynthetic(
                        values.whole("partition.sites").orElse(1),
                        values.whole(READER + ".features").orElseThrow(),
                        values.wholeLong(READER + ".seed").orElseThrow());
        };
        return values.isSound(READER) ? Optional.ofNullable(format) : Optional.empty();
    }

    private DataFormat npz() {
        boolean label = values.has(READER + ".label");
        boolean value = values.has(READER + ".value");
        if (label == value) {
            values.problem(
                    READER, "has " + (label ? "both" : "neither") + " label and value, must have one of the two");
            return null;
        }
        return new DataFormat.Npz(
                values.text(READER + ".features").orElseThrow(),
                values.text(READER + (label ? ".label" : ".value")).orElseThrow(),
                value,
                values.text(READER + ".site"),
                shape().orElseThrow(),
                scale());
    }

    private DataFormat imageFolder() {
        return new DataFormat.ImageFolder(
                values.texts(READER + ".labels").orElseThrow(),
                values.text(READER + ".folders").filter("site/class"::equals).isPresent(),
                values.whole(READER + ".channels").orElseThrow(),
                values.whole(READER + ".height").orElseThrow(),
                values.whole(READER + ".width").orElseThrow(),
                scale());
    }

    private DataFormat text() {
        String alphabet = values.text(READER + ".alphabet").orElseThrow();
        for (int i = 0; i < alphabet.length(); i++) {
            if (alphabet.indexOf(alphabet.charAt(i)) < i) {
                values.problem(READER + ".alphabet", "has the character '" + alphabet.charAt(i) + "' twice");
            }
        }
        return new DataFormat.TextBySpeaker(
                alphabet, values.whole(READER + ".window").orElseThrow());
    }

    private Optional<List<Integer>> shape() {
        return values.wholes(READER + ".row_shape");
    }

    private double scale() {
        return values.number(READER + ".scale").orElse(1.0);
    }
}
