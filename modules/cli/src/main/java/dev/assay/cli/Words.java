package dev.assay.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the word of one of several values, in capitals or not. */
final class Words<T> implements ITypeConverter<T> {
    private final T[] values;
    private final Function<T, String> word;

    Words(T[] values, Function<T, String> word) {
        this.values = values.clone();
        this.word = word;
    }

    @Override
    public T convert(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(values)
                .filter(value -> word.apply(value).equals(small))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                        + Arrays.stream(values).map(word).collect(Collectors.joining(", "))));
    }
}
