package dev.assay.it.crash;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.StepRequest;
import dev.assay.it.campaign.AssayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One {@code assay} command under a debugger, which is this process: it watches places in the program, holds every thread of
 * it when one is reached, and can then kill it with SIGKILL, so that nothing at all happens after that place.
 */
final class DebuggedProcess implements AutoCloseable {
    private static final String PATIENCE_MILLIS = "60000";
    private static final long SILENCE_MILLIS = 120_000;
    private static final String TRAPS = "traps";

    /** What is done where a trap holds the process. */
    interface Watch {
        /** @return whether the process is to be killed there */
        boolean reached(Halted halted);
    }

    private record Watched(Trap trap, Watch watch) {}

    private final AssayProcess process;
    private final VirtualMachine machine;
    private final Map<String, List<Watched>> places = new LinkedHashMap<>();
    /** Types that are not loaded yet: two requests for one of them would arm its places twice. */
    private final Set<String> awaited = new HashSet<>();

    private DebuggedProcess(AssayProcess process, VirtualMachine machine) {
        this.process = process;
        this.machine = machine;
    }

    /** Starts a command, which waits before its first step until it is run. */
    static DebuggedProcess start(Path folder, List<String> arguments) {
        ListeningConnector connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(one -> one.name().equals("com.sun.jdi.SocketListen"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> options = connector.defaultArguments();
        options.get("localAddress").setValue("127.0.0.1");
        options.get("timeout").setValue(PATIENCE_MILLIS);
        try {
            String address = connector.startListening(options);
            AssayProcess process = AssayProcess.start(
                    Path.of(System.getProperty("java.home")),
                    List.of("-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=127.0.0.1:"
                            + address.substring(address.lastIndexOf(':') + 1)),
                    folder,
                    arguments);
            try {
                return new DebuggedProcess(process, connector.accept(options));
            } catch (IOException | RuntimeException e) {
                process.close();
                throw e;
            } finally {
                connector.stopListening(options);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** To be called before the process is run. */
    void watch(Trap trap, Watch watch) {
        places.computeIfAbsent(trap.place(), place -> new ArrayList<>()).add(new Watched(trap, watch));
    }

    /**
     * Lets the process run until a watch has it killed, the time is up, or it ends by itself.
     *
     * @param millis after which it is killed wherever it is
     * @return whether it was killed
     */
    boolean run(OptionalLong millis) {
        places.values().forEach(this::arm);
        long start = System.nanoTime();
        machine.resume();
        try {
            while (true) {
                long left = millis.orElse(SILENCE_MILLIS)
                        - (millis.isPresent() ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) : 0);
                EventSet events = left <= 0 ? null : machine.eventQueue().remove(left);
                if (events == null && millis.isEmpty()) {
                    throw new AssertionError("nothing watched for " + SILENCE_MILLIS + " ms:\n" + process.transcript());
                }
                if (events == null) {
                    return killIfAlive();
                }
                for (Event event : events) {
                    if (event instanceof VMDisconnectEvent) {
                        return false;
                    }
                    if (isEnd(event)) {
                        return killIfAlive();
                    }
                }
                events.resume();
            }
        } catch (VMDisconnectedException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    AssayProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
        try {
            machine.dispose();
        } catch (VMDisconnectedException e) {
            // It ended with the process.
        }
    }

    private boolean killIfAlive() {
        if (!process.isAlive()) {
            return false;
        }
        process.kill();
        return true;
    }

    private boolean isEnd(Event event) {
        if (event instanceof ClassPrepareEvent prepared) {
            places.forEach((place, watched) -> {
                if (watched.get(0).trap().type().equals(prepared.referenceType().name())) {
                    stopAt(prepared.referenceType(), watched);
                }
            });
            return false;
        }
        if (event instanceof BreakpointEvent breakpoint) {
            return isReached(breakpoint);
        }
        if (event instanceof StepEvent step) {
            machine.eventRequestManager().deleteEventRequest(step.request());
            return true;
        }
        return false;
    }

    private boolean isReached(BreakpointEvent breakpoint) {
        Halted halted = new Halted(breakpoint.thread());
        for (Watched one : watchedAt(breakpoint)) {
            if (one.trap().when().test(halted) && one.watch().reached(halted)) {
                if (one.trap().side() == Trap.Side.BEFORE) {
                    return true;
                }
                stopAfter(breakpoint.thread());
            }
        }
        return false;
    }

    @SuppressWarnings("unchecked")
    private static List<Watched> watchedAt(BreakpointEvent breakpoint) {
        return (List<Watched>) breakpoint.request().getProperty(TRAPS);
    }

    /** Holds the process again when the method has returned; the other threads run until then. */
    private void stopAfter(ThreadReference thread) {
        StepRequest step =
                machine.eventRequestManager().createStepRequest(thread, StepRequest.STEP_MIN, StepRequest.STEP_OUT);
        step.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        step.addCountFilter(1);
        step.enable();
    }

    private void arm(List<Watched> watched) {
        String type = watched.get(0).trap().type();
        List<ReferenceType> loaded = machine.classesByName(type);
        if (!loaded.isEmpty()) {
            loaded.forEach(one -> stopAt(one, watched));
            return;
        }
        if (!awaited.add(type)) {
            return;
        }
        ClassPrepareRequest request = machine.eventRequestManager().createClassPrepareRequest();
        request.addClassFilter(type);
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
    }

    private void stopAt(ReferenceType type, List<Watched> watched) {
        List<Method> methods = type.methodsByName(watched.get(0).trap().method()).stream()
                .filter(method -> !method.isAbstract() && !method.isBridge())
                .toList();
        if (methods.isEmpty()) {
            throw new AssertionError(
                    "there is no method " + watched.get(0).trap().place() + " to stop at");
        }
        for (Method method : methods) {
            BreakpointRequest request = machine.eventRequestManager().createBreakpointRequest(method.location());
            request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
            request.putProperty(TRAPS, watched);
            request.enable();
        }
    }
}
