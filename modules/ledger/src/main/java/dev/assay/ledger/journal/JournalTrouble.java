package dev.assay.ledger.journal;

import dev.assay.ledger.chain.BrokenChainException;
import dev.assay.ledger.chain.MisfitException;
import dev.assay.ledger.wire.UnreadableEventException;
import java.io.IOException;
import java.net.SocketException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What to tell people of a journal that cannot be written or read while a campaign runs. */
public final class JournalTrouble {
    /** Database drivers wrap what happened deeply, and a cause can come round to itself. */
    private static final int DEEPEST = 20;
    /** What PostgreSQL and its driver say of a server that cannot be reached, breaks off, shuts down or starts up. */
    private static final Set<String> OUT_OF_REACH = Set.of("08001", "08003", "08006", "57P01", "57P02", "57P03");

    private JournalTrouble() {}

    /**
     * What is wrong with the stored events themselves, which waiting does not mend: they were changed, or written by a newer
     * release.
     *
     * @param failure of a recovery
     * @return in a line; empty when the journal is out of reach, and may come back
     */
    public static Optional<String> flaw(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof BrokenChainException
                    || cause instanceof UnreadableEventException
                    || cause instanceof MisfitException) {
                String what =
                        cause instanceof BrokenChainException ? "an event " + cause.getMessage() : cause.getMessage();
                return Optional.of("its ledger cannot be gone on with: " + what);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /**
     * In a line: what the operating system says of the journal's file, or else what the database says.
     *
     * @param failure as a persistence plugin hands it on
     */
    public static String words(Throwable failure) {
        Throwable last = failure;
        Optional<SQLException> database = Optional.empty();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            last = cause;
            if (cause instanceof SQLException sql) {
                database = Optional.of(sql);
            }
            cause = cause.getCause();
        }
        if (database.filter(JournalTrouble::isOutOfReach).isPresent()) {
            return "cannot use the ledger: its database server is out of reach: " + line(database.get());
        }
        if (database.isEmpty() && last instanceof TimeoutException) {
            return "cannot use the ledger: its database does not answer";
        }
        boolean ofFile = last instanceof IOException && !(last instanceof SocketException);
        return "cannot use the ledger: " + line(ofFile || database.isEmpty() ? last : database.get());
    }

    private static boolean isOutOfReach(SQLException said) {
        return said.getSQLState() != null && OUT_OF_REACH.contains(said.getSQLState());
    }

    /** Without the full stop: more follows where it is printed. */
    private static String line(Throwable telling) {
        String message = telling.getMessage() == null ? telling.getClass().getSimpleName() : telling.getMessage();
        return message.lines().findFirst().orElse(message).replaceFirst("\\.$", "");
    }
}
