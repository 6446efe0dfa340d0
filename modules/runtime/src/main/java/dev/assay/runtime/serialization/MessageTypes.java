package dev.assay.runtime.serialization;

/**
 * The classes of one module that may cross between nodes or be in a snapshot. Found by {@link java.util.ServiceLoader}; a class that no module
 * lists is refused in both directions.
 */
public interface MessageTypes {
    void register(MessageRegistry registry);
}
