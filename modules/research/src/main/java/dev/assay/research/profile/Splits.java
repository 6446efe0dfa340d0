package dev.assay.research.profile;

/**
 * How the rows are divided, stratified by class: shares of train, selection and hold-out that add up to 1.
 *
 * @param seed the division is a function of the data and this
 */
public record Splits(double train, double selection, double holdOut, long seed) {}
