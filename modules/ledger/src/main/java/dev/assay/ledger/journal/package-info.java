/**
 * Where events lie: the H2 file beside a run, its set-up for Pekko's JDBC plugin, and a reader that needs no actor
 * system. What the events mean is not known here.
 */
package dev.assay.ledger.journal;
