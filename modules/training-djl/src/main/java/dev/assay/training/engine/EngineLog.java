package dev.assay.training.engine;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What PyTorch's C++ library prints on the error stream by itself. On a GPU it warns at every single step of an LSTM that the
 * weights are not one piece of memory, which they are not meant to be; Python's PyTorch would say such a thing once.
 */
final class EngineLog {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLog.class);
    private static final String LEVEL = "FLAGS_caffe2_log_level";
    private static final int ERRORS = 2;

    private EngineLog() {}

    /** The engine must have been loaded. Where this PyTorch has no such setting, it goes on warning. */
    static void errorsOnly() {
        try {
            level().setInt(0, ERRORS);
        } catch (UnsatisfiedLinkError e) {
            LOG.debug("PyTorch goes on warning", e);
        }
    }

    static int current() {
        return level().getInt(0);
    }

    private static Pointer level() {
        String library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("c10"))
                .toString();
        return NativeLibrary.getInstance(library).getGlobalVariableAddress(LEVEL);
    }
}
