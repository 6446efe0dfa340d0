/** Tasks, updates and the client's other messages as they cross between nodes. */
package dev.assay.client.wire;
