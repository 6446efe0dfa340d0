/**
 * What a win is worth: a mechanism, tuning, or an artifact, from what was changed, what the control arms reached, what it
 * cost and whether the confirmation carried it. Pure; who has the numbers asks.
 */
package dev.assay.research.label;
