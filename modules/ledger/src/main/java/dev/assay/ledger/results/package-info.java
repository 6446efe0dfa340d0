/**
 * What became of each candidate, read off a campaign's events and nothing else, and the field's {@code results.tsv}.
 * Everything here can be thrown away and made again.
 */
package dev.assay.ledger.results;
