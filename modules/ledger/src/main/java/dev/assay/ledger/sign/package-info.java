/** Signed heads of a ledger, to be kept where nobody who can edit the ledger can reach them. */
package dev.assay.ledger.sign;
