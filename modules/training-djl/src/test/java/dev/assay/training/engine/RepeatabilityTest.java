package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.learning.training.TrainingEngine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bits whatever runs beside a site, and however the native library would like to spread its work. */
class RepeatabilityTest {
    private static final DjlTrainingEngine ENGINE = DjlTrainingEngine.onCpu();
    private static final List<Digest> SEQUENTIAL = EightSites.trainedOneAfterTheOther(ENGINE);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void sitesSideBySideTrainToTheSameBits(int threads) throws Exception {
        assertThat(EightSites.trainedOn(ENGINE, threads)).isEqualTo(SEQUENTIAL);
    }

    /** Of whatever GPUs there are; skipped where there are none. */
    @Test
    void sitesSideBySideOnAGpuTrainToTheSameBits() throws Exception {
        List<TrainingEngine> gpus = DjlDevices.load().engines(new DeviceChoice(DeviceChoice.Kind.GPU, List.of()));
        assumeThat(gpus).as("GPUs that this process can train on").isNotEmpty();
        for (TrainingEngine gpu : gpus) {
            assertThat(EightSites.trainedOn(gpu, 4)).isEqualTo(EightSites.trainedOneAfterTheOther(gpu));
        }
    }

    @Test
    void everySiteTrainsToItsOwnModel() {
        assertThat(SEQUENTIAL).doesNotHaveDuplicates();
    }

    @Test
    void theEnvironmentOfTheProcessChangesNoBit() throws Exception {
        ForkedJvm withoutLimit =
                new ForkedJvm(EightSites.class).without("OMP_NUM_THREADS").without("MKL_NUM_THREADS");
        assertThat(withoutLimit.run()).isEqualTo(EightSites.lines(SEQUENTIAL));
        ForkedJvm fourThreads =
                new ForkedJvm(EightSites.class).with("OMP_NUM_THREADS", "4").with("MKL_NUM_THREADS", "4");
        assertThat(fourThreads.run()).isEqualTo(EightSites.lines(SEQUENTIAL));
    }
}
