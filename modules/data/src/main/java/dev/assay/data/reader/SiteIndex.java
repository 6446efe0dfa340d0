package dev.assay.data.reader;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sites of rows that are gathered one after the other. */
final class SiteIndex {
    private final Map<String, Integer> indices = new LinkedHashMap<>();
    private final IntRows sites = new IntRows();

    /** The site of the next row. */
    void add(String name) {
        sites.add(indices.computeIfAbsent(name, first -> indices.size()));
    }

    /** The site of the next row, which may belong to none. */
    void add(Optional<String> name) {
        name.ifPresentOrElse(this::add, () -> sites.add(RawRows.NO_SITE));
    }

    /** The site of the next rows. */
    void add(Optional<String> name, int rows) {
        for (int i = 0; i < rows; i++) {
            add(name);
        }
    }

    /** In the order in which they were first seen. */
    List<String> names() {
        return List.copyOf(indices.keySet());
    }

    /** As {@link RawRows} wants them. */
    int[] ofRows() {
        return indices.isEmpty() ? new int[0] : sites.toArray();
    }
}
