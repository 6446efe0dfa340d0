package dev.assay.data.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionLimitTest {
    private static final long SLACK = 64L << 20;

    /** 16 bytes a value and 1 MiB: 65536 + 1048576; 3145728 + 1048576; above 32 MiB, which is the most. */
    @ParameterizedTest
    @CsvSource({"10, 1, 64, 11141120", "10, 3, 256, 41943040", "1000, 3, 1024, 33554432000"})
    void picturesAreBoundByTheirSize(int rows, int channels, int side, long bytes) {
        DataFormat format = new DataFormat.ImageFolder(List.of("a", "b"), false, channels, side, side, 1);
        DataSource source = new DataSource("https://example.org/page", "none", List.of(), rows, 0, 2, format);

        assertThat(ExpansionLimit.of(source).bytes()).isEqualTo(bytes + SLACK);
    }
}
