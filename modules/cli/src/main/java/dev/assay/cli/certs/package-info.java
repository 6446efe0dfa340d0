/** {@code assay certs}: the certificates by which the nodes of a cluster know each other. */
package dev.assay.cli.certs;
