/**
 * The gate before every trial: surface, caps, duplicates; all violations at once. Updates of running trials are not
 * judged here, but by the server.
 */
package dev.assay.research.guard;
