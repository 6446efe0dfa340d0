/** The events of a campaign, and their fold. */
package dev.assay.ledger.campaign;
