package dev.assay.it.cluster;

import java.util.List;
import java.util.stream.Stream;

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
        return equals(HERE);
    }

    /** The same, where what is started there is wrapped once more. */
    Host with(List<String> inner) {
        return new Host(address, Stream.concat(wrapper.stream(), inner.stream()).toList());
    }
}
