/** Losses of one output a row, in plain arithmetic: outputs in, mean loss and gradient out. */
package dev.assay.training.loss;
