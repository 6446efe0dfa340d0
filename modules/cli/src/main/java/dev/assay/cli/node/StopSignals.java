package dev.assay.cli.node;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * SIGTERM and Ctrl-C as a request that the program answers itself: the JVM's own answer is to end with a status that says
 * "killed", and to be deaf for a second request while it does. Here, Ctrl-C as the second one ends the process at once; SIGTERM
 * does not, because there are supervisors that send it to a process and to its group.
 *
 * <p>By the JDK's module {@code jdk.unsupported}, found by name: the compiler warns of it, and a runtime that was made without
 * it leaves the signals to the JVM, which then stops without leaving the cluster.
 */
final class StopSignals {
    private static final String CTRL_C = "INT";
    private static final List<String> NAMES = List.of(CTRL_C, "TERM");
    /** What a shell says of a process that SIGINT has ended. */
    private static final int INTERRUPTED = 130;

    private StopSignals() {}

    /** Completes with the signal's name when the first one comes. */
    static CompletableFuture<String> first() {
        CompletableFuture<String> first = new CompletableFuture<>();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            for (String name : NAMES) {
                Object onSignal = Proxy.newProxyInstance(
                        StopSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                            if (!first.complete(name) && name.equals(CTRL_C)) {
                                Runtime.getRuntime().halt(INTERRUPTED);
                            }
                            return null;
                        });
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
            }
        } catch (ReflectiveOperationException e) {
            // As said above: then the JVM answers.
        }
        return first;
    }
}
