package dev.assay.cli.campaign;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which campaign is to be changed, and why. */
final class ChangeOptions {
    @Parameters(paramLabel = "NAME", description = "Name of the campaign.")
    private String name;

    @Option(
            names = "--cause",
            paramLabel = "TEXT",
            defaultValue = "an operator's command",
            description = "Why, for the ledger, 1 to 200 characters (default: ${DEFAULT-VALUE}).")
    private String cause;

    String name() {
        return name;
    }

    String cause() {
        return cause;
    }
}
