/**
 * Where candidates come from: the calibration table, and a local search that learns from the reviewed ones. Pure
 * functions of the history; the campaign decides when to ask.
 */
package dev.assay.research.search;
