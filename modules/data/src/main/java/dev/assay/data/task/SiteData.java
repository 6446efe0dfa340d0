package dev.assay.data.task;

import dev.assay.learning.data.Examples;
import dev.assay.learning.digest.Digest;
import java.util.List;

/**
 * The rows of one site of a task whose sites keep their data to themselves.
 *
 * @param train rows that the site trains on
 * @param selection its own rows that score candidates
 * @param holdOut its own sealed rows
 */
public record SiteData(String name, Examples train, Examples selection, Examples holdOut) {

    /** How many rows the task has of the site. */
    public int rows() {
        return train.rows() + selection.rows() + holdOut.rows();
    }

    /** SHA-256 over the site's name and every row's features and target, in their order. */
    public Digest digest() {
        RowsDigest digest = new RowsDigest();
        digest.names(List.of(name));
        digest.groups(List.of(train, selection, holdOut));
        return digest.digest();
    }
}
