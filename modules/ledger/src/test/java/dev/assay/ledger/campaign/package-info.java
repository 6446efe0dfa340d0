/** Tests of the campaign's fold. */
package dev.assay.ledger.campaign;
