package dev.assay.research.profile;

import dev.assay.learning.data.Examples;
import dev.assay.research.frontmatter.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads comma-separated numbers strictly: every row has every column, every value is what the profile says. */
final class CsvRows {
    /** A broken file has one cause; a thousand lines of it help nobody. */
    static final int MOST_PROBLEMS = 20;

    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,4})?");
    private static final int LONGEST_NUMBER = 64;

    private final DataSource.Csv reader;
    private final DataSource source;
    private final Problems problems;
    private final float[] features;
    private final int[] labels;
    private int found;

    CsvRows(DataSource.Csv reader, DataSource source, Problems problems) {
        this.reader = reader;
        this.source = source;
        this.problems = problems;
        this.features = new float[Math.multiplyExact(source.rows(), reader.columns() - 1)];
        this.labels = new int[source.rows()];
    }

    /** The rows in the file's order; wrong ones are reported. */
    Examples read(InputStream plain) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setIgnoreEmptyLines(false)
                .setSkipHeaderRecord(false)
                .get();
        int rows = 0;
        try (CSVParser parser = CSVParser.parse(new InputStreamReader(plain, StandardCharsets.UTF_8), format)) {
            for (CSVRecord row : parser) {
                if (reader.header() && row.getRecordNumber() == 1) {
                    continue;
                }
                if (rows < source.rows()) {
                    readRow(row, rows, Math.toIntExact(parser.getCurrentLineNumber()));
                }
                rows++;
                if (rows > source.rows() || found >= MOST_PROBLEMS) {
                    break;
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (rows > source.rows()) {
            problems.add(
                    0,
                    "",
                    "",
                    "has more than " + source.rows() + " rows, must have as many as the profile's data.rows");
        } else if (rows < source.rows() && found < MOST_PROBLEMS) {
            problems.add(0, "", "", "has " + rows + " rows, must have " + source.rows() + ", the profile's data.rows");
        }
        return new Examples(reader.rowShape(), features, labels);
    }

    private void readRow(CSVRecord row, int index, int line) {
        if (row.size() != reader.columns()) {
            report(line, "", "has " + row.size() + " columns, must have " + reader.columns());
            return;
        }
        int at = index * (reader.columns() - 1);
        for (int column = 0; column < row.size(); column++) {
            String text = row.get(column).strip();
            if (column == reader.label()) {
                labels[index] = label(text, line, column);
            } else {
                features[at] = feature(text, line, column);
                at++;
            }
        }
    }

    private float feature(String text, int line, int column) {
        float value = text.length() <= LONGEST_NUMBER && DECIMAL.matcher(text).matches()
                ? (float) (Double.parseDouble(text) * reader.scale())
                : Float.NaN;
        if (!Float.isFinite(value)) {
            report(line, "column " + (column + 1), "is '" + cut(text) + "', must be a finite number");
            return 0;
        }
        return value;
    }

    private int label(String text, int line, int column) {
        int label = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (label < 0 || label >= source.classes()) {
            report(
                    line,
                    "column " + (column + 1),
                    "is '" + cut(text) + "', must be a class from 0 to " + (source.classes() - 1));
            return 0;
        }
        return label;
    }

    private void report(int line, String key, String message) {
        found++;
        problems.add(line, key, "", message);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_NUMBER ? text : text.substring(0, LONGEST_NUMBER) + "...";
    }
}
