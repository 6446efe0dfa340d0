/** The training engine: local rounds and evaluation on PyTorch through DJL. */
package dev.assay.training.engine;
