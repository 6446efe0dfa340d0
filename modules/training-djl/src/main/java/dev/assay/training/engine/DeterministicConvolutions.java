package dev.assay.training.engine;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;

/**
 * Has cuDNN take only algorithms that come to the same bits each time. Left to itself it takes faster ones for the gradients of
 * convolutions, which add in whatever order their threads come by, and two runs of a trial differ. PyTorch's switch for it
 * ({@code torch.backends.cudnn.deterministic}) has no call in DJL, so it is set where PyTorch's C++ library exports it, for the whole
 * process.
 */
final class DeterministicConvolutions {
    private static final String CONTEXT = "_ZN2at13globalContextEv";
    private static final String SWITCH = "_ZN2at7Context21setDeterministicCuDNNEb";
    private static final String STATE = "_ZNK2at7Context18deterministicCuDNNEv";
    /** C++'s: JNA would hand over Java's as -1, which no {@code bool} may be. */
    private static final byte TRUE = 1;

    private DeterministicConvolutions() {}

    /**
     * The engine must have been loaded.
     *
     * @throws IllegalStateException when this PyTorch has no such switch
     */
    static void choose() {
        try {
            NativeLibrary torch = torch();
            torch.getFunction(SWITCH).invokeVoid(new Object[] {context(torch), TRUE});
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException(
                    "this PyTorch has no switch for deterministic convolutions: " + e.getMessage(), e);
        }
    }

    static boolean areChosen() {
        NativeLibrary torch = torch();
        return (Byte) torch.getFunction(STATE).invoke(Byte.class, new Object[] {context(torch)}) == TRUE;
    }

    private static Pointer context(NativeLibrary torch) {
        return torch.getFunction(CONTEXT).invokePointer(new Object[0]);
    }

    /** The one that DJL has loaded: a library of the same file is not loaded twice. */
    private static NativeLibrary torch() {
        return NativeLibrary.getInstance(Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cpu"))
                .toString());
    }
}
