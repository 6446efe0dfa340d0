/** The records of a TensorBoard event file, as bytes. */
package dev.assay.ledger.export.tensorboard.wire;
