/**
 * Vectors between nodes. Who has one publishes it and announces its digest; who needs it fetches it, over a connection of its
 * own, so that no message ever waits behind a model.
 */
package dev.assay.runtime.transfer;
