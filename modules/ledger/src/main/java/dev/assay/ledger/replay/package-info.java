/** A campaign's state as it was after any of its events, for people and scripts. */
package dev.assay.ledger.replay;
