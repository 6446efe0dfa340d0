/** The events of a trial, and their fold. */
package dev.assay.ledger.trial;
