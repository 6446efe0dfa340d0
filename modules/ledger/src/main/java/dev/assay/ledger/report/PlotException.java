package dev.assay.ledger.report;

/** The picture cannot be drawn on this machine; the message says why and what helps. */
public final class PlotException extends RuntimeException {
    PlotException(String message, Throwable cause) {
        super(message, cause);
    }
}
