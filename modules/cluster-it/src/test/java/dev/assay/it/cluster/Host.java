package dev.assay.it.cluster;

import java.util.List;

/**
 * Where a node runs.
 *
 * @param address by which the others reach it
 * @param wrapper what starts a command there
 */
record Host(String address, List<String> wrapper) {
    /** The machine of the test. */
    static final Host HERE = new Host("127.0.0.1", List.of());

    Host {
        wrapper = List.copyOf(wrapper);
    }

    boolean isHere() {
        return address.equals(HERE.address);
    }
}
