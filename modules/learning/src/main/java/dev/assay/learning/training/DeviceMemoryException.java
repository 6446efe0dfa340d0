package dev.assay.learning.training;

/** A device had no memory left for what was to be computed. With less beside it, the same work may well fit. */
public final class DeviceMemoryException extends TrainingException {
    private static final long serialVersionUID = 1;

    private final transient Device device;

    public DeviceMemoryException(Device device, Throwable cause) {
        super(message(device, cause), cause);
        this.device = device;
    }

    private static String message(Device device, Throwable cause) {
        return cause instanceof OutOfMemoryError
                ? "this process has no memory left for its side of the work on " + device.describe() + ": "
                        + cause.getMessage() + "; a larger heap is given by ASSAY_JAVA_OPTS, such as -Xmx8g"
                : device.describe() + " has no memory left: " + cause.getMessage();
    }

    public Device device() {
        return device;
    }
}
