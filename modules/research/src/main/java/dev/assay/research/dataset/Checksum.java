package dev.assay.research.dataset;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What makes a file the one that the profile means. All digests are SHA-256, 64 lower-case hexadecimal characters. */
public sealed interface Checksum {
    /** Of the file's bytes as they lie there. */
    record OfFile(String sha256) implements Checksum {}

    /** Of what a gzip file holds, for data that different servers compress differently. */
    record OfContent(String sha256) implements Checksum {}

    /**
     * Of some files in a folder or archive; others there are not looked at.
     *
     * @param sha256 by the file's name, without folders
     */
    record OfMembers(SortedMap<String, String> sha256) implements Checksum {
        public OfMembers {
            sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
        }
    }

    /**
     * Of all files in a folder or archive: the digest of the lines {@code <sha256 of the file>  <path>\n}, sorted by path,
     * with {@code /} between folders; what {@code sha256sum} prints of them.
     */
    record OfTree(String sha256) implements Checksum {}
}
