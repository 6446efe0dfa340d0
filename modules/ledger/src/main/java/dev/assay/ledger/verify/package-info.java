/** Whether a ledger is as it was written: chains, anchors, what events say of each other, files that events name. */
package dev.assay.ledger.verify;
