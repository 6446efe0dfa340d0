/** Content-addressed files: checkpoints and models. */
package dev.assay.runtime.blob;
