/** Campaigns of a cluster, by its HTTP API. */
package dev.assay.cli.campaign;
