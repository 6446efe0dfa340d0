/** One trial at a time as tracking tools see it: a named run with curves over its rounds. Read off events and nothing else. */
package dev.assay.ledger.export.trial;
