/** Tests of the views. */
package dev.assay.ledger.projection;
