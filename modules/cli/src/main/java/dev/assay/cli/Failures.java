package dev.assay.cli;

import dev.assay.ledger.journal.JournalException;
import dev.assay.ledger.wire.UnreadableEventException;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what a command throws into a message for people and an exit status; a stack trace only with {@code -v}. */
public final class Failures {
    private Failures() {}

    static int usage(ParameterException problem, String[] arguments) {
        PrintWriter err = problem.getCommandLine().getErr();
        err.println("assay: " + problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Try '" + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitStatus.BAD_INPUT;
    }

    static int execution(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof InvalidInput invalid) {
            int count = invalid.problems().size();
            err.println("assay: " + count + (count == 1 ? " problem" : " problems") + "; nothing was written");
            for (Problem problem : invalid.problems()) {
                err.println("  " + problem);
            }
            return ExitStatus.BAD_INPUT;
        }
        if (failure instanceof BadInput) {
            err.println("assay: " + failure.getMessage());
            return ExitStatus.BAD_INPUT;
        }
        if (failure instanceof JournalException journal) {
            err.println("assay: " + journal.getMessage());
            return switch (journal.problem()) {
                case NOT_INTACT -> ExitStatus.LEDGER_DAMAGED;
                case MISSING, LOCKED, NOT_A_LEDGER, EXISTS, REFUSED -> ExitStatus.BAD_INPUT;
                case UNREADABLE -> ExitStatus.FAILED;
            };
        }
        if (failure instanceof DamagedLedger) {
            err.println("assay: " + failure.getMessage());
            return ExitStatus.LEDGER_DAMAGED;
        }
        if (failure instanceof UnreadableEventException event) {
            err.println("assay: "
                    + (event.isOfNewerRelease() ? "the ledger cannot be read by this release: " : "")
                    + event.getMessage());
            return ExitStatus.LEDGER_DAMAGED;
        }
        err.println("assay: " + describe(failure));
        if (Logging.isVerbose()) {
            failure.printStackTrace(err);
        } else {
            err.println("Run it again with -v for the details.");
        }
        return ExitStatus.FAILED;
    }

    static int error(Error failure) {
        System.err.println("assay: this machine cannot run it: " + failure);
        if (Logging.isVerbose()) {
            failure.printStackTrace();
        }
        return ExitStatus.FAILED;
    }

    /** What went wrong, in a line. */
    public static String describe(Exception failure) {
        boolean wrapped = failure instanceof UncheckedIOException || failure instanceof ExecutionException;
        Throwable cause = wrapped && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof FileSystemException file) {
            String reason = file.getReason() == null ? cause.getClass().getSimpleName() : file.getReason();
            return "cannot use " + file.getFile() + ": " + reason;
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
