/** A node of the cluster with the actors of its roles: where everything is wired. */
package dev.assay.cli.node;
