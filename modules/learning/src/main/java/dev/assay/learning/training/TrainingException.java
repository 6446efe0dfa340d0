package dev.assay.learning.training;

/** The engine could not train or evaluate: out of memory, a device that is gone, values that ran away. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
