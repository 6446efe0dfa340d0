/** Campaigns written by hand, for tests. */
package dev.assay.ledger.history;
