package dev.assay.research.dataset;

import dev.assay.learning.data.Split;

/**
 * How the rows are divided into train, selection and hold-out.
 *
 * @param fractions of the rows that are divided; with an official hold-out, its fraction is 0
 * @param officialHoldOut whether the data's own test set is the hold-out
 * @param within what is divided
 * @param order which rows go where
 * @param seed the division is a function of the data and this
 */
public record Splits(Split.Fractions fractions, boolean officialHoldOut, Within within, Split.Order order, long seed) {

    /** What is divided. */
    public enum Within {
        /** All rows at once; then the training rows become sites, and rows that score belong to none. */
        ALL,
        /** The rows of each site. */
        SITE
    }
}
