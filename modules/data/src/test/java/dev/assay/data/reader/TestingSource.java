package dev.assay.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.data.file.ExpansionLimit;
import dev.assay.data.file.OpenFile;
import dev.assay.research.dataset.Checksum;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataFile.Content;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Files that are read without a profile and without a look at their checksums. */
final class TestingSource {
    static final Path ORACLE = Path.of("src/test/resources/oracle");

    private final DataFormat format;
    private final int rows;
    private final int classes;
    private final List<DataFile> files = new ArrayList<>();
    private final List<Path> paths = new ArrayList<>();
    private int holdOut;

    TestingSource(DataFormat format, int rows, int classes) {
        this.format = format;
        this.rows = rows;
        this.classes = classes;
    }

    TestingSource holdOut(int count) {
        holdOut = count;
        return this;
    }

    TestingSource file(Path path, Part part, Content content) {
        return file(path, part, content, Optional.empty());
    }

    TestingSource file(Path path, Part part, Content content, Optional<String> site) {
        paths.add(path);
        files.add(new DataFile(
                path.getFileName().toString(),
                new Checksum.OfFile("0".repeat(64)),
                Optional.empty(),
                site,
                part,
                content));
        return this;
    }

    TestingSource file(Path path) {
        return file(path, Part.ANY, Content.ROWS);
    }

    DataSource source() {
        return new DataSource("https://example.org", "none", files, rows, holdOut, classes, format);
    }

    RawRows read() throws InvalidInput {
        List<OpenFile> open = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            open.add(new OpenFile(files.get(i), paths.get(i), ExpansionLimit.of(source())));
        }
        return RowReader.of(format).read(source(), open);
    }

    /** What is told of the files, with the names of their folders left out. */
    List<String> problems() {
        InvalidInput invalid = catchThrowableOfType(InvalidInput.class, this::read);
        assertThat(invalid).as("is refused").isNotNull();
        return invalid.problems().stream()
                .map(problem -> problem.toString().replace(paths.get(0).getParent() + "/", ""))
                .toList();
    }

    static int[] sites(RawRows rows) {
        return IntStream.range(0, rows.rows()).map(rows::siteOf).toArray();
    }

    static float[] row(RawRows rows, int row) {
        float[] values = new float[rows.examples().rowSize()];
        rows.examples().readRow(row, values, 0);
        return values;
    }
}
