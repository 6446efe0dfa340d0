package dev.assay.data.reader;

import static dev.assay.data.reader.TestingSource.ORACLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.data.ByteFeatures;
import dev.assay.research.dataset.DataFile.Content;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files under {@code oracle} were saved by NumPy 2.4. */
class NpzReaderTest {
    private static final Path ARRAYS = ORACLE.resolve("arrays.npz");

    private static TestingSource source(String features, String target, boolean values, Optional<String> site) {
        return new TestingSource(new DataFormat.Npz(features, target, values, site, List.of(2, 3), 2), 4, 3);
    }

    private static TestingSource classes(String features, String target) {
        return source(features, target, false, Optional.empty()).file(ARRAYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"i1", "li2", "bi2", "li4", "bi4", "li8", "bi8"})
    void readsSignedNumbersOfEachSizeAndOrder(String type) throws Exception {
        RawRows rows = classes("x_" + type, "y_" + type).read();

        assertThat(TestingSource.row(rows, 0)).containsExactly(-10, -8, -6, -4, -2, 0);
        assertThat(TestingSource.row(rows, 3)).containsExactly(26, 28, 30, 32, 34, 36);
        assertThat(rows.examples().targets().strata()).containsExactly(0, 2, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "lu2", "bu2", "lu4", "bu4", "lu8", "bu8"})
    void readsUnsignedNumbersOfEachSizeAndOrder(String type) throws Exception {
        RawRows rows = classes("x_" + type, "y_" + type).read();

        assertThat(TestingSource.row(rows, 3)).containsExactly(36, 38, 40, 42, 44, 46);
        assertThat(rows.examples().targets().strata()).containsExactly(0, 2, 1, 2);
        assertThat(rows.examples().features() instanceof ByteFeatures).isEqualTo(type.equals("u1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lf2", "bf2", "lf4", "bf4", "lf8", "bf8"})
    void readsFractionsOfEachSizeAndOrder(String type) throws Exception {
        assertThat(TestingSource.row(classes("x_" + type, "column").read(), 0)).containsExactly(-6, -5, -4, -3, -2, -1);
    }

    @Test
    void readsTruthValues() throws Exception {
        RawRows rows = classes("x_bool", "y_bool").read();

        assertThat(TestingSource.row(rows, 1)).containsExactly(0, 2, 0, 2, 0, 2);
        assertThat(rows.examples().targets().strata()).containsExactly(0, 0, 1, 0);
    }

    @Test
    void readsHalfPrecisionAsNumPyDoes() throws Exception {
        RawRows rows = new TestingSource(new DataFormat.Npz("x", "y", false, Optional.empty(), List.of(1), 1), 10, 2)
                .file(ORACLE.resolve("halves.npz"))
                .read();

        JsonNode expected = new JsonMapper().readTree(Files.readString(ORACLE.resolve("halves.json")));
        for (int row = 0; row < expected.size(); row++) {
            assertThat(TestingSource.row(rows, row)[0])
                    .isEqualTo((float) expected.get(row).asDouble());
        }
    }

    @Test
    void readsEveryVersionOfTheFormatAndArraysThatAreOnlyStored() throws Exception {
        RawRows second = source("x2", "y", false, Optional.empty())
                .file(ORACLE.resolve("versions.npz"))
                .read();

        assertThat(TestingSource.row(second, 2)).containsExactly(24, 26, 28, 30, 32, 34);
        assertThat(source("x3", "y", false, Optional.empty())
                        .file(ORACLE.resolve("versions.npz"))
                        .read()
                        .examples())
                .isEqualTo(second.examples());
        assertThat(source("x", "y", false, Optional.empty())
                        .file(ORACLE.resolve("stored.npz"))
                        .read()
                        .examples())
                .isEqualTo(second.examples());
    }

    @Test
    void readsSitesAndNumbersToPredict() throws Exception {
        RawRows rows = source("x_u1", "value", true, Optional.of("site"))
                .file(ARRAYS)
                .file(ARRAYS, Part.HOLD_OUT, Content.ROWS)
                .read();

        assertThat(rows.siteNames()).containsExactly("site-7", "site-3", "site--1");
        assertThat(TestingSource.sites(rows)).containsExactly(0, 1, 0, 2, 0, 1, 0, 2);
        assertThat(rows.examples().targets().value(1)).isEqualTo(-1.5f);
        assertThat(rows.holdOut().stream()).containsExactly(4, 5, 6, 7);
    }

    @Test
    void aFileMayBeASite() throws Exception {
        RawRows rows = source("x_u1", "column", false, Optional.empty())
                .file(ARRAYS, Part.ANY, Content.ROWS, Optional.of("north"))
                .file(ARRAYS, Part.ANY, Content.ROWS, Optional.of("south"))
                .read();

        assertThat(rows.siteNames()).containsExactly("north", "south");
        assertThat(TestingSource.sites(rows)).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing   | column  | has no array 'nothing'; it has [x_u1, y_u1, x_i1",
                "fortran   | column  | is in Fortran order, must be in C order",
                "x_u1      | short   | has an array 'short' of shape [3], must have 4 elements",
                "x_u1      | lf4     | has no array 'lf4'",
                "x_u1      | value   | of type FLOAT64, must be bool, int8 to int64 or uint8 to uint64",
                "text      | column  | has elements of type '<U1', must be bool",
                "complex   | column  | has elements of type '<c8', must be bool",
                "structure | column  | has elements of type 'structure', must be bool",
                "value     | column  | of shape [4], must have 6 values a row, the profile's row_shape [2, 3]",
                "nan       | column  | nan row 2 value 2: is NaN, must be a finite number",
                "half_special | column | half_special row 4 value 1: is Infinity, must be a finite number",
            })
    void saysWhatIsWrong(String features, String target, String message) {
        assertThat(classes(features, target).problems()).anyMatch(problem -> problem.contains(message));
    }

    @Test
    void namesEveryWrongLabel() {
        assertThat(classes("x_u1", "wrong").problems())
                .containsExactly(
                        "arrays.npz wrong element 2: is 3, must be a class from 0 to 2",
                        "arrays.npz wrong element 3: is -1, must be a class from 0 to 2");
    }
}
