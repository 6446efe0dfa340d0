package dev.assay.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.LoggerFactory;

/** The process's log level: warnings only, unless {@code -v} asks for more. */
public final class Logging {
    private Logging() {}

    /** @param flags how many {@code -v} were given: 0 warnings, 1 information of Assay, 2 everything */
    static void setVerbosity(int flags) {
        root().setLevel(flags > 1 ? Level.DEBUG : Level.WARN);
        assay().setLevel(flags > 0 ? Level.DEBUG : null);
        if (flags > 1) {
            ((Logger) LoggerFactory.getLogger("org.apache.pekko.stream.Materializer")).setLevel(null);
        }
    }

    /**
     * For a node of a cluster: the cluster's warnings, which a lone node would only be bothered by, are shown.
     *
     * @param json whether each entry is an object of JSON in a line of its own, for programs that collect logs
     */
    public static void setForNode(boolean json) {
        ((Logger) LoggerFactory.getLogger("org.apache.pekko.cluster")).setLevel(null);
        if (!json) {
            return;
        }
        root().iteratorForAppenders().forEachRemaining(appender -> {
            if (appender instanceof OutputStreamAppender<ILoggingEvent> output) {
                JsonEncoder encoder = new JsonEncoder();
                encoder.setContext(output.getContext());
                encoder.setWithFormattedMessage(true);
                encoder.setWithMessage(false);
                encoder.setWithArguments(false);
                encoder.start();
                output.stop();
                output.setEncoder(encoder);
                output.start();
            }
        });
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
