/** Which files beside the ledger its events still need, and which nobody does. */
package dev.assay.ledger.sweep;
