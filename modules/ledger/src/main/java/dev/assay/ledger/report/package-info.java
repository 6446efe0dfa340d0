/**
 * What a campaign found, for people and programs. {@link dev.assay.ledger.report.Report#of} reads it off the events
 * alone; the renderers beside it turn it into Markdown, JSON and a picture and compute nothing of their own.
 */
package dev.assay.ledger.report;
