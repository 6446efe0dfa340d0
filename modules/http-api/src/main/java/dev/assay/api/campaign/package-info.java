/** The campaigns of a cluster as the API shows them. */
package dev.assay.api.campaign;
