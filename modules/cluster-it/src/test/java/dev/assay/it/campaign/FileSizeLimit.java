package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * How long any file that a process writes may get: beyond it a write fails with "File too large", also for root, as it fails
 * with "No space left on device" on a full disk.
 */
public final class FileSizeLimit {
    private FileSizeLimit() {}

    /** Whether this machine has the command that sets it. */
    public static boolean isThere() {
        try {
            return new ProcessBuilder("prlimit", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void set(AssayProcess process, long bytes) {
        soft(process, Long.toString(bytes));
    }

    public static void lift(AssayProcess process) {
        soft(process, "unlimited");
    }

    /** Only the soft limit: who has lowered the hard one may not raise it again. */
    private static void soft(AssayProcess process, String bytes) {
        try {
            Process prlimit = new ProcessBuilder(
                            "prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(prlimit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(prlimit.waitFor()).as(output).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
