package dev.assay.training.engine;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.Locale;

/** Tells a lack of memory from other failures: the engine has one kind of exception for all of them. */
final class MemoryErrors {
    /** PyTorch's own words, in its allocators of GPU and machine memory, and those of the libraries that it calls. */
    private static final List<String> WORDS = List.of(
            "out of memory",
            "can't allocate memory",
            "cannot allocate memory",
            "not enough memory",
            "cublas_status_alloc_failed",
            "cublas_status_not_initialized",
            "cudnn_status_alloc_failed",
            // What cuDNN says when it is left too little for work of its own. Other causes are possible, and then the
            // same comes
            // up again when the training is alone on its GPU.
            "cudnn_status_internal_error");

    private MemoryErrors() {}

    /** Also when Java itself finds none for what is handed to the engine. */
    static boolean isOne(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return true;
        }
        if (!(failure instanceof EngineException) || failure.getMessage() == null) {
            return false;
        }
        String message = failure.getMessage().toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(message::contains);
    }
}
