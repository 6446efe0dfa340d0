package dev.assay.cli.node;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * SIGTERM and Ctrl-C as a request that the program answers itself: the JVM's own answer is to end with a status that says
 * "killed", and to be deaf for a second request while it does. The second one here ends the process at once.
 *
 * <p>By the JDK's module {@code jdk.unsupported}, found by name: the compiler warns of it, and a runtime that was made without
 * it leaves the signals to the JVM, which then stops without leaving the cluster.
 */
final class StopSignals {
    private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15);
    private static final int KILLED = 128;

    private StopSignals() {}

    /** Completes with the signal's name when the first one comes. */
    static CompletableFuture<String> first() {
        CompletableFuture<String> first = new CompletableFuture<>();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            for (Map.Entry<String, Integer> number : NUMBERS.entrySet()) {
                Object onSignal = Proxy.newProxyInstance(
                        StopSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                            if (!first.complete(number.getKey())) {
                                Runtime.getRuntime().halt(KILLED + number.getValue());
                            }
                            return null;
                        });
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(number.getKey()), onSignal);
            }
        } catch (ReflectiveOperationException e) {
            // As said above: then the JVM answers.
        }
        return first;
    }
}
