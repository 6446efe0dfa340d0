/** {@code assay ledger}: one class a subcommand. */
package dev.assay.cli.ledger;
