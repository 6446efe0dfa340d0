package dev.assay.learning.training;

/**
 * The engine could not train or evaluate: out of memory, a device that is gone. It never looks at values: a model that ran
 * away comes back as it is, and the server's checks find it.
 */
public sealed class TrainingException extends RuntimeException permits DeviceMemoryException {
    private static final long serialVersionUID = 1;

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
