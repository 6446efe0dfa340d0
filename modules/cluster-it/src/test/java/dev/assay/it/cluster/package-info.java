/** Clusters of several processes: joining, leaving, being killed, and who is let in. */
package dev.assay.it.cluster;
