package dev.assay.research.profile;

import dev.assay.learning.data.Split;

/**
 * How the rows are divided, stratified by class.
 *
 * @param seed the division is a function of the data and this
 */
public record Splits(Split.Fractions fractions, long seed) {}
