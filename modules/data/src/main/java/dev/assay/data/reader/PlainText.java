package dev.assay.data.reader;

import dev.assay.data.file.OpenFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A file's text. */
final class PlainText {
    private static final int BYTE_ORDER_MARK = 0xfeff;

    private PlainText() {}

    /**
     * Strictly UTF-8: what is none would otherwise become the same sign for different letters. Spreadsheets put a mark before
     * the text that is not part of it.
     */
    static BufferedReader reader(OpenFile file) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(file.plain(), StandardCharsets.UTF_8.newDecoder()));
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }
}
