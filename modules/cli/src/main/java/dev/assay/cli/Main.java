package dev.assay.cli;

import dev.assay.cli.node.NodeRole;
import dev.assay.learning.training.DeviceChoice;
import picocli.CommandLine;

/** The program's entry: hands over to {@link AssayCommand} and turns its result into the exit status. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int status = run(arguments);
        // A halt, not an exit: whatever had to be closed is closed, and engine threads must not hold the process up.
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }

    static CommandLine commandLine() {
        return new CommandLine(new AssayCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(NodeRole.class, new Words<>(NodeRole.values(), NodeRole::word))
                .registerConverter(
                        DeviceChoice.Kind.class, new Words<>(DeviceChoice.Kind.values(), DeviceChoice.Kind::word))
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::execution);
    }

    /** Errors too end here: a library that cannot be loaded, memory that is not enough. */
    private static int run(String[] arguments) {
        try {
            return commandLine().setOut(new StandardOutput()).execute(arguments);
        } catch (Error e) {
            return Failures.error(e);
        }
    }
}
