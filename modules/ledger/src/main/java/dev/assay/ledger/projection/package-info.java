/**
 * Views of a campaign that come from its events alone. They are kept as files, so that a reader need not fold a long ledger, and
 * can be dropped and made again at any time.
 */
package dev.assay.ledger.projection;
