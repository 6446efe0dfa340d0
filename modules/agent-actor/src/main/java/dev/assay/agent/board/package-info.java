/**
 * The campaigns of a cluster: which there are, who runs, how the trials at once are shared, and what operators ask for.
 */
package dev.assay.agent.board;
