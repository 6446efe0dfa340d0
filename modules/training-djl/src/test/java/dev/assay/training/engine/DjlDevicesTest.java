package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.training.Device;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.learning.training.TrainingEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On whatever machine: where there are GPUs they are found with name and memory, and where there are none that is told. */
class DjlDevicesTest {
    private final DjlDevices devices = DjlDevices.load();

    @Test
    void theProcessorIsAlwaysThereAndFirst() {
        assertThat(devices.found()).startsWith(Device.CPU);
        assertThat(devices.engines(DeviceChoice.CPU))
                .extracting(TrainingEngine::description)
                .containsExactly(DjlTrainingEngine.onCpu().description());
    }

    @Test
    void everyGpuHasAnEngineThatTellsItsModel() {
        List<Device> gpus = devices.found().stream().filter(Device::isGpu).toList();
        List<TrainingEngine> engines = devices.engines(new DeviceChoice(DeviceChoice.Kind.GPU, List.of()));

        assertThat(engines).extracting(TrainingEngine::device).isEqualTo(gpus);
        assertThat(gpus).allSatisfy(gpu -> {
            assertThat(gpu.memory()).isPresent();
            assertThat(engines.get(gpu.index()).description()).endsWith("on gpu (" + gpu.name() + ")");
        });
    }

    /** On a GPU in particular; the switch is there without one too. */
    @Test
    void convolutionsAreDeterministicOnceChosen() {
        DeterministicConvolutions.choose();

        assertThat(DeterministicConvolutions.areChosen()).isTrue();
    }

    @Test
    void engineWarnsNoMoreOnceToldSo() {
        EngineLog.errorsOnly();

        assertThat(EngineLog.current()).isEqualTo(2);
    }

    @Test
    void saysWhatWasSeenAndHowALibraryForGpusIsFound() {
        assertThat(devices.looked())
                .contains("PyTorch ", "CUDA driver shows")
                .contains("PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION", "PYTORCH_FLAVOR");
    }
}
