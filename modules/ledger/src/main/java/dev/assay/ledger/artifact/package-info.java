/** Files that are made from the ledger and can be made again: written whole or not at all. */
package dev.assay.ledger.artifact;
