/** Files beside the ledger, written whole or not at all: model vectors by their digest, and what can be made again from events. */
package dev.assay.ledger.artifact;
