/**
 * The hash chain: how each event vouches for the one before it, and the chain of a campaign for those of its trials. What an
 * event says is not looked at here.
 */
package dev.assay.ledger.chain;
