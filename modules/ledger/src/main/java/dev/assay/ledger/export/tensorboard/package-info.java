/** A campaign's trials as event files that TensorBoard reads. */
package dev.assay.ledger.export.tensorboard;
