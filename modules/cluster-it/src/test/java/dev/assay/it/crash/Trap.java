package dev.assay.it.crash;

import java.util.function.Predicate;

/**
 * A place in the running program, found as a debugger finds it: nothing in the program knows of it.
 *
 * @param type the class whose method is entered, by its full name
 * @param method every overload of it
 * @param when the entries that count
 * @param side whether the process is held before the method runs, or when it has returned
 */
record Trap(String type, String method, Predicate<Halted> when, Side side) {
    enum Side {
        BEFORE,
        AFTER
    }

    static Trap entering(String type, String method) {
        return entering(type, method, halted -> true);
    }

    static Trap entering(String type, String method, Predicate<Halted> when) {
        return new Trap(type, method, when, Side.BEFORE);
    }

    static Trap after(String type, String method, Predicate<Halted> when) {
        return new Trap(type, method, when, Side.AFTER);
    }

    /** The method as a key: traps on the same one share a breakpoint. */
    String place() {
        return type + "#" + method;
    }
}
