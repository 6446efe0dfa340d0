package dev.assay.data.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.data.Examples;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShippedDigitsTest {
    private static final Path PROFILES = Path.of("../../profiles");

    @Test
    void theDigitsAreSplitAndDealtOutCompletely() throws Exception {
        Profile digits = Profiles.read(PROFILES.resolve("digits"));

        TaskData data = TaskLoader.load(digits, List.of(PROFILES.resolve("digits")));

        assertThat(data.sites())
                .hasSize(8)
                .allSatisfy(site -> assertThat(site.rows()).isGreaterThanOrEqualTo(10));
        assertThat(data.sites().stream().mapToInt(Examples::rows).sum()).isEqualTo(720);
        assertThat(data.selection().get(0).rows()).isEqualTo(540);
        assertThat(data.holdOut().get(0).rows()).isEqualTo(537);
        // Pixels are 0 to 16 in the file; the published class counts of the set.
        assertThat(sum(data)).isEqualTo(561_718 * 0.0625);
        assertThat(classCounts(data)).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
        assertThat(TaskLoader.load(digits, List.of(PROFILES.resolve("digits")))).isEqualTo(data);
    }

    private static double sum(TaskData data) {
        double sum = 0;
        for (Examples part : parts(data)) {
            float[] row = new float[part.rowSize()];
            for (int i = 0; i < part.rows(); i++) {
                part.readRow(i, row, 0);
                for (float value : row) {
                    sum += value;
                }
            }
        }
        return sum;
    }

    private static int[] classCounts(TaskData data) {
        int[] counts = new int[10];
        for (Examples part : parts(data)) {
            for (int label : part.targets().strata()) {
                counts[label]++;
            }
        }
        return counts;
    }

    private static List<Examples> parts(TaskData data) {
        List<Examples> parts = new ArrayList<>(data.sites());
        parts.addAll(data.selection());
        parts.addAll(data.holdOut());
        return parts;
    }
}
