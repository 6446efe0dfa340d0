/** Scores of predictions. */
package dev.assay.learning.metric;
