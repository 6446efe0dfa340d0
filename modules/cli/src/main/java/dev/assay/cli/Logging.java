package dev.assay.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The process's log level: warnings only, unless {@code -v} asks for more. */
public final class Logging {
    private Logging() {}

    /** @param flags how many {@code -v} were given: 0 warnings, 1 information of Assay, 2 everything */
    static void setVerbosity(int flags) {
        root().setLevel(flags > 1 ? Level.DEBUG : Level.WARN);
        assay().setLevel(flags > 0 ? Level.DEBUG : null);
    }

    /** Whether failures show where they come from. */
    static boolean isVerbose() {
        return assay().isDebugEnabled();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static Logger assay() {
        return (Logger) LoggerFactory.getLogger("dev.assay");
    }
}
