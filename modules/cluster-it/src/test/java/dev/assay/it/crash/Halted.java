package dev.assay.it.crash;

import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.IntegerValue;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StackFrame;
import com.sun.jdi.StringReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;

/** A thread of the process under test that the debugger holds, at the entry of a method. */
record Halted(ThreadReference thread) {

    /** Whether a method of this class is the one that called. */
    boolean isCalledFrom(String type, String method) {
        StackFrame caller = frame(1);
        return caller.location().declaringType().name().equals(type)
                && caller.location().method().name().contains(method);
    }

    /** Whether some method of this class is on the stack. */
    boolean isWithin(String type) {
        try {
            return thread.frames().stream()
                    .anyMatch(frame -> frame.location().declaringType().name().equals(type));
        } catch (IncompatibleThreadStateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A field of an argument, or of a field of it: {@code field(0, "event")} is {@code argument.event}. */
    Value field(int argument, String... path) {
        Value value = frame(0).getArgumentValues().get(argument);
        for (String name : path) {
            value = value instanceof ObjectReference object
                    ? object.getValue(object.referenceType().fieldByName(name))
                    : null;
        }
        return value;
    }

    /** The simple name of the class of an argument, or of a field of it; empty for null. */
    String kind(int argument, String... path) {
        if (field(argument, path) instanceof ObjectReference object) {
            String name = object.referenceType().name();
            return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
        }
        return "";
    }

    String text(int argument, String... path) {
        return ((StringReference) field(argument, path)).value();
    }

    int number(int argument, String... path) {
        return ((IntegerValue) field(argument, path)).value();
    }

    private StackFrame frame(int depth) {
        try {
            return thread.frame(depth);
        } catch (IncompatibleThreadStateException e) {
            throw new IllegalStateException(e);
        }
    }
}
