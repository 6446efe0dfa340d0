package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Tensors live outside the heap and are freed by hand, step by step. One activation that is left behind in every step would
 * take hundreds of MiB here.
 */
class NativeMemoryTest {
    private static final long ALLOWED_KIB = 64 * 1024;

    static boolean memoryIsTold() {
        return Files.isReadable(Path.of("/proc/self/status"));
    }

    @Test
    @EnabledIf("memoryIsTold")
    void twentyThousandStepsLeaveNothingBehind() throws Exception {
        // A small heap that is touched at once: what grows is native memory.
        String growth = new ForkedJvm(TwentyThousandSteps.class)
                .option("-Xms64m")
                .option("-Xmx64m")
                .option("-XX:+AlwaysPreTouch")
                .with("OMP_NUM_THREADS", "1")
                .run();
        assertThat(Long.parseLong(growth.strip()))
                .as("growth of the peak resident set in KiB")
                .isLessThan(ALLOWED_KIB);
    }
}
