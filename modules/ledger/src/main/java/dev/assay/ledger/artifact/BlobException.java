package dev.assay.ledger.artifact;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * The machine does not let a blob be written or read: the disk is full, the folder is gone or not ours. Says nothing about
 * the blob, and passes when the machine is mended. The message says what cannot be done where, and why.
 */
public final class BlobException extends IOException {
    private static final long serialVersionUID = 1;

    private BlobException(String message, IOException cause) {
        super(message, cause);
    }

    static BlobException writing(Path folder, IOException cause) {
        return new BlobException("cannot write " + folder + ": " + reason(cause), cause);
    }

    static BlobException reading(Path file, IOException cause) {
        return new BlobException("cannot read " + file + ": " + reason(cause), cause);
    }

    /** In words that stay the same when it is tried again: without the name of a temporary file. */
    private static String reason(IOException cause) {
        if (cause instanceof FileAlreadyExistsException inTheWay) {
            return inTheWay.getFile() + " is not a folder";
        }
        if (cause instanceof AccessDeniedException) {
            return "Permission denied";
        }
        String reason = cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
        return reason == null ? cause.getClass().getSimpleName() : reason;
    }
}
