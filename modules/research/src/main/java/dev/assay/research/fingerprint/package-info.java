/**
 * What has to be equal for two scores to be comparable. A campaign has one fingerprint, and refuses to go on under
 * another.
 */
package dev.assay.research.fingerprint;
