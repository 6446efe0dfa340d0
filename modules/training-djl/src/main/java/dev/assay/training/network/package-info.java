/** Executes the layers of a network on tensors: its only knowledge is what a layer computes. */
package dev.assay.training.network;
