package dev.assay.ledger.export.folder;

import java.io.IOException;

/** An export that is not made, because of what was asked for; the message tells a person what to do. Nothing was written. */
public final class ExportRefused extends IOException {
    private static final long serialVersionUID = 1L;

    public ExportRefused(String message) {
        super(message);
    }
}
