package dev.assay.learning.training;

/** A device had no memory left for what was to be computed. With less beside it, the same work may well fit. */
public final class DeviceMemoryException extends TrainingException {
    private static final long serialVersionUID = 1;

    private final transient Device device;

    public DeviceMemoryException(Device device, Throwable cause) {
        super(device.describe() + " has no memory left: " + cause.getMessage(), cause);
        this.device = device;
    }

    public Device device() {
        return device;
    }
}
