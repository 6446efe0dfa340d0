/** The server's messages that cross between nodes. */
package dev.assay.server.wire;
