package dev.assay.cli.ledger;

import dev.assay.cli.ExitStatus;
import dev.assay.ledger.journal.PostgresSchema;
import dev.assay.ledger.journal.PostgresSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code assay ledger init}: makes a PostgreSQL database ready for ledgers. */
@Command(
        name = "init",
        description =
                "Create the tables of ledgers in a PostgreSQL database, or bring those of an earlier release up to date."
                        + " Campaigns that are there stay as they are; where nothing is to be done, nothing is.",
        mixinStandardHelpOptions = true)
public final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            required = true,
            description = "Settings of the database, such as conf/ledger-postgres.conf.")
    private Path file;

    @Override
    public Integer call() throws Exception {
        PostgresSettings settings = PostgresSettings.read(file);
        PostgresSchema.Migration done = PostgresSchema.CURRENT.migrate(settings);
        PrintWriter out = spec.commandLine().getOut();
        out.println(words(done) + " in " + settings);
        out.flush();
        return ExitStatus.DONE;
    }

    private static String words(PostgresSchema.Migration done) {
        if (done.from() == done.to()) {
            return "nothing to do: the tables are there, of version " + done.to() + ",";
        }
        return done.from() == 0
                ? "created the tables, version " + done.to() + ","
                : "brought the tables from version " + done.from() + " to version " + done.to();
    }
}
