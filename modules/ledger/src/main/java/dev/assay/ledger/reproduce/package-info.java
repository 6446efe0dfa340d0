/** Whether a trial that was run again is the one that was recorded. */
package dev.assay.ledger.reproduce;
