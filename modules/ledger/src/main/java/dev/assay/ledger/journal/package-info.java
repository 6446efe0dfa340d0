/**
 * Where events lie: an H2 file beside a run or a PostgreSQL database, their set-up for Pekko's JDBC plugin, and a reader and
 * a writer that need no actor system. What the events mean is not known here.
 */
package dev.assay.ledger.journal;
