package dev.assay.training.engine;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The GPUs as NVIDIA's driver shows them to this process, in the order in which PyTorch counts them. DJL has their number and
 * memory too, but by the CUDA runtime, which it finds only on the library path; the driver is where the GPU is.
 */
final class CudaDriver {
    /** The driver's interface as every program is linked with it. */
    private static final String LIBRARY = "libcuda.so.1";

    private static final int LONGEST_NAME = 256;

    private final NativeLibrary library;

    private CudaDriver(NativeLibrary library) {
        this.library = library;
    }

    /** @param memory in bytes */
    record Card(int index, String name, OptionalLong memory) {}

    /** None where there is no driver, or it does not answer. */
    static List<Card> cards() {
        try {
            return new CudaDriver(NativeLibrary.getInstance(LIBRARY)).all();
        } catch (UnsatisfiedLinkError e) {
            return List.of();
        }
    }

    private List<Card> all() {
        IntByReference count = new IntByReference();
        if (!call("cuInit", 0) || !call("cuDeviceGetCount", count)) {
            return List.of();
        }
        List<Card> cards = new ArrayList<>();
        for (int index = 0; index < count.getValue(); index++) {
            cards.add(card(index));
        }
        return cards;
    }

    private Card card(int index) {
        IntByReference handle = new IntByReference();
        if (!call("cuDeviceGet", handle, index)) {
            return new Card(index, "unknown model", OptionalLong.empty());
        }
        byte[] name = new byte[LONGEST_NAME];
        boolean named = call("cuDeviceGetName", name, name.length, handle.getValue());
        LongByReference bytes = new LongByReference();
        boolean sized = call("cuDeviceTotalMem_v2", bytes, handle.getValue());
        return new Card(
                index,
                named ? text(name) : "unknown model",
                sized && bytes.getValue() > 0 ? OptionalLong.of(bytes.getValue()) : OptionalLong.empty());
    }

    /** Whether the driver says that it worked. */
    private boolean call(String name, Object... arguments) {
        Function function = library.getFunction(name);
        return function.invokeInt(arguments) == 0;
    }

    /** Up to the first zero byte. */
    private static String text(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    }
}
