/** The agent's messages that cross between nodes. */
package dev.assay.agent.wire;
