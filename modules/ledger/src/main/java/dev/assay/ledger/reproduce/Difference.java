package dev.assay.ledger.reproduce;

/**
 * One thing that is not the same in two courses of a trial.
 *
 * @param what for people
 * @param recorded as the ledger has it
 * @param repeated as it is here
 */
public record Difference(String what, String recorded, String repeated) {}
