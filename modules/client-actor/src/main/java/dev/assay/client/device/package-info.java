/** The devices of a node: who trains on which of them, and when. */
package dev.assay.client.device;
