package dev.assay.research.dataset;

import java.util.Optional;

/**
 * One file, archive or folder of a task's data.
 *
 * @param path relative to a data folder, inside it
 * @param checksum what it must hold
 * @param address where it is downloaded from; empty when people have to fetch it by hand from the data's address
 * @param site the site that all its rows belong to, where the sites are files
 * @param part whether its rows are the data's official test set
 * @param content what it has of each row
 */
public record DataFile(
        String path, Checksum checksum, Optional<String> address, Optional<String> site, Part part, Content content) {

    /** Which rows. */
    public enum Part {
        /** Rows for the splits to divide. */
        ANY,
        /** The official test set, which becomes the hold-out. */
        HOLD_OUT
    }

    /** Which part of a row. */
    public enum Content {
        ROWS,
        FEATURES,
        LABELS
    }
}
