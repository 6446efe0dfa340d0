/** Tests of a trial's fold. */
package dev.assay.ledger.trial;
