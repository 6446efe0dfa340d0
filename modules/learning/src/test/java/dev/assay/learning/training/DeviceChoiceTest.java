package dev.assay.learning.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.training.DeviceChoice.Kind;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeviceChoiceTest {
    private static final Device FIRST = gpu(0);
    private static final Device SECOND = gpu(1);
    private static final List<Device> BOTH = List.of(Device.CPU, SECOND, FIRST);
    private static final List<Device> NO_GPU = List.of(Device.CPU);

    private static Device gpu(int index) {
        return new Device(Device.Kind.GPU, index, "card", OptionalLong.of(8L << 30));
    }

    private static List<Device> chosen(Kind kind, List<Device> found, Integer... only) {
        return new DeviceChoice(kind, List.of(only)).of(found);
    }

    @Test
    void autoTakesTheGpusAndNeverTheProcessorBesideThem() {
        assertThat(chosen(Kind.AUTO, BOTH)).containsExactly(FIRST, SECOND);
        assertThat(chosen(Kind.AUTO, NO_GPU)).containsExactly(Device.CPU);
    }

    @Test
    void gpuIsNeverMadeUpForByTheProcessor() {
        assertThat(chosen(Kind.GPU, NO_GPU)).isEmpty();
        assertThat(chosen(Kind.GPU, BOTH)).containsExactly(FIRST, SECOND);
        assertThat(chosen(Kind.CPU, BOTH)).containsExactly(Device.CPU);
    }

    @Test
    void namedGpusAreAllThereOrNoneIsTaken() {
        assertThat(chosen(Kind.GPU, BOTH, 1)).containsExactly(SECOND);
        assertThat(chosen(Kind.AUTO, BOTH, 1, 0, 1)).containsExactly(FIRST, SECOND);
        assertThat(chosen(Kind.GPU, BOTH, 0, 2)).isEmpty();
        assertThat(chosen(Kind.AUTO, NO_GPU, 0)).isEmpty();
    }

    @Test
    void kindIsReadBackFromWhatALedgerSaysOfAnEngine() {
        assertThat(Device.Kind.ofDescription("PyTorch 2.7.1 on gpu (NVIDIA H100 80GB HBM3)"))
                .isEqualTo(Device.Kind.GPU);
        assertThat(Device.Kind.ofDescription("PyTorch 2.7.1 on cpu")).isEqualTo(Device.Kind.CPU);
    }

    @Test
    void deviceTellsModelAndMemory() {
        assertThat(SECOND.describe()).isEqualTo("gpu1 (card, 8192 MiB)");
        assertThat(Device.CPU.describe()).isEqualTo("cpu");
    }
}
