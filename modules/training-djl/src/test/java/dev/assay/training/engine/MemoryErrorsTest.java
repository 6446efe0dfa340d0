package dev.assay.training.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryErrorsTest {
    /** As PyTorch 2.7 words them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of 79.11 GiB of which 9.1 GiB is"
                        + " free.",
                "CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported at some other API call",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
                "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to"
                        + " allocate 4000000000000 bytes. Error code 12 (Cannot allocate memory)"
            })
    void aLackOfMemoryIsToldFromWhatTheEngineSays(String message) {
        assertThat(MemoryErrors.isOne(new EngineException(message))).isTrue();
    }

    @Test
    void aLackOfMemoryForWhatIsHandedToTheEngineIsOneToo() {
        assertThat(MemoryErrors.isOne(new OutOfMemoryError("Cannot reserve 16 bytes of direct buffer memory")))
                .isTrue();
    }

    @Test
    void otherFailuresAreNone() {
        assertThat(MemoryErrors.isOne(new EngineException("CUDA error: device-side assert triggered")))
                .isFalse();
        assertThat(MemoryErrors.isOne(new IllegalArgumentException("label 7 is out of memory of the class")))
                .isFalse();
    }

    @Test
    void whatTheLoadedEngineSaysIsKnown() {
        try (NDManager manager = DjlTrainingEngine.load().newBaseManager(ai.djl.Device.cpu())) {
            Throwable refused =
                    Assertions.catchThrowable(() -> manager.zeros(new Shape(1L << 40, 1L << 4), DataType.FLOAT32));

            assertThat(refused).isInstanceOf(EngineException.class);
            assertThat(MemoryErrors.isOne(refused)).isTrue();
        }
    }
}
