package dev.assay.data.reader;

import dev.assay.data.file.OpenFile;
import dev.assay.data.file.UnreadableFile;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.FloatFeatures;
import dev.assay.learning.data.Targets;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads tables strictly: every row has every column, every value is what the profile says. */
final class CsvReader implements RowReader {
    private final DataFormat.Csv format;
    private FloatRows features = new FloatRows();
    private final List<CsvRow.Target> targets = new ArrayList<>();
    private final SiteIndex sites = new SiteIndex();
    private final BitSet holdOut = new BitSet();

    CsvReader(DataFormat.Csv format) {
        this.format = format;
    }

    @Override
    public RawRows read(DataSource source, List<OpenFile> files) throws InvalidInput {
        features =
                new FloatRows((long) source.rows() * format.rowShape().stream().reduce(1, Math::multiplyExact));
        for (OpenFile file : files) {
            FileProblems.reading(file.name(), problems -> readFile(source, file, problems));
        }
        return new RawRows(
                new Examples(FloatFeatures.adopt(format.rowShape(), features.toArray()), targets()),
                sites.names(),
                sites.ofRows(),
                holdOut);
    }

    private void readFile(DataSource source, OpenFile file, FileProblems problems) throws IOException {
        CSVFormat csv = CSVFormat.RFC4180
                .builder()
                .setDelimiter(format.delimiter())
                .setIgnoreEmptyLines(false)
                .get();
        CsvRow reader = new CsvRow(format, source.classes(), problems);
        try (CSVParser parser = CSVParser.parse(PlainText.reader(file), csv)) {
            for (CSVRecord row : parser) {
                int line = Math.toIntExact(parser.getCurrentLineNumber());
                boolean fits = row.size() == format.columns().size();
                if (format.header() && row.getRecordNumber() == 1) {
                    header(row, problems);
                    if (!fits) {
                        // Every other line would only say the same.
                        break;
                    }
                } else if (fits) {
                    reader.read(row, line).ifPresent(read -> add(read, file));
                } else {
                    problems.add(
                            line,
                            "",
                            "has " + row.size() + " columns, must have "
                                    + format.columns().size());
                }
                if (problems.enough()) {
                    break;
                }
            }
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new UnreadableFile("is not text in UTF-8");
            }
            throw e.getCause();
        } catch (CharacterCodingException e) {
            throw new UnreadableFile("is not text in UTF-8");
        }
    }

    private void header(CSVRecord row, FileProblems problems) {
        if (row.size() != format.columns().size()) {
            problems.add(
                    1,
                    "",
                    "has " + row.size() + " columns (" + FileProblems.cut(String.join(", ", row.toList()))
                            + "), must have " + format.columns().size() + ", the profile's columns");
            return;
        }
        for (int column = 0; column < row.size(); column++) {
            String name = row.get(column).strip();
            if (!name.equals(format.columns().get(column))) {
                problems.add(
                        1,
                        "column " + (column + 1),
                        "is named '" + FileProblems.cut(name) + "', must be '"
                                + format.columns().get(column) + "', as in the profile's columns");
            }
        }
    }

    private void add(CsvRow.Read row, OpenFile file) {
        for (float value : row.features()) {
            features.add(value);
        }
        if (file.file().part() == Part.HOLD_OUT) {
            holdOut.set(targets.size());
        }
        targets.add(row.target());
        sites.add(row.site().or(() -> file.file().site()));
    }

    private Targets targets() {
        int rows = targets.size();
        float[] numbers = new float[rows];
        boolean[] events = new boolean[rows];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            numbers[row] = targets.get(row).number();
            events[row] = targets.get(row).event();
            labels[row] = targets.get(row).label();
        }
        return switch (format.targets()) {
            case CLASS -> Targets.classes(labels);
            case SURVIVAL -> Targets.survival(numbers, events);
            case VALUE -> Targets.values(numbers);
            case TOKENS -> throw new AssertionError(format);
        };
    }
}
